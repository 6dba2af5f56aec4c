/** Keys as a text to hand on: what the user exports and imports. Pure. */
import * as z from 'zod'
import type { KeySettings } from '../../electron/desktop.ts'
import { presets } from './key-presets.ts'

const presetIds = Object.keys(presets) as KeySettings['preset'][]
const stroke = /^(?:(?:Mod|Ctrl|Alt|Shift)\+)*(?:[^\s+]+|\+)$/

const schema = z.object({
  preset: z.enum(presetIds),
  own: z.record(
    z.string(),
    z.array(
      z.string().refine(areKeys, 'are no keys: they are written Mod+Shift+K, or Mod+K Mod+S'),
    ),
  ),
})

/** One or two strokes, as commands write them. */
export function areKeys(text: string): boolean {
  const strokes = text.split(' ')
  return strokes.length <= 2 && strokes.every((each) => stroke.test(each))
}

export function writeKeys(settings: KeySettings): string {
  const own = Object.fromEntries(
    Object.entries(settings.own).sort(([one], [other]) => one.localeCompare(other)),
  )
  return `${JSON.stringify({ preset: settings.preset, own }, null, 2)}\n`
}

/** Or why not, as a sentence. What names commands that are not there is kept: another version may have them. */
export function readKeys(text: string): KeySettings | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'This is not JSON. Paste what "Copy as JSON" gave, or choose a file of it.'
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const at = issue?.path.map(String).join('.') || 'the whole'
  return `These are not the keys of Patchbay: ${at}: ${issue?.message ?? 'does not fit'}.`
}
