/** The text of a test, read as its file is: the test, or the first thing that is wrong with it and where. Pure. */
import { parseJson, spotOf } from '../../runtime/model/json.ts'
import { nameTrouble } from '../../runtime/model/name.ts'
import { type SavedTest, savedTestSchema } from '../../runtime/model/saved-test.ts'
import type { BodyTrouble } from '../testing/body.ts'

export interface ReadTest {
  test?: SavedTest
  trouble?: BodyTrouble
}

export function readTest(text: string): ReadTest {
  const parsed = parseJson(text)
  if (!parsed.ok) {
    const { message, line, column } = parsed
    return { trouble: { message: `It is not JSON: ${message}`, line, column } }
  }
  const checked = savedTestSchema.safeParse(parsed.value)
  if (!checked.success) {
    const [issue] = checked.error.issues
    // An unknown key is told at its parent; the key itself is the better place.
    const path =
      issue?.code === 'unrecognized_keys'
        ? [...issue.path, issue.keys[0] ?? '']
        : (issue?.path ?? [])
    const where = path.length === 0 ? '' : `${path.map(String).join('.')}: `
    return { trouble: { message: `${where}${issue?.message ?? 'unknown'}`, ...spotOf(text, path) } }
  }
  const nameless = nameTrouble(checked.data.name)
  if (nameless === undefined) return { test: checked.data }
  return {
    trouble: { message: `The name cannot be used: ${nameless}`, ...spotOf(text, ['name']) },
  }
}
