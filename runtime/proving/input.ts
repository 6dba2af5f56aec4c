/** What a saved test sends: as its channel's form begins, with what the test says otherwise. Pure. */
import type { TestMessage } from '../connectors/connector.ts'
import type { ChannelDefinition } from '../model/definition.ts'
import { withDefaults } from '../model/field.ts'
import type { ProjectObject } from '../model/project.ts'
import type { SavedTest } from '../model/saved-test.ts'
import type { TestBodyFormat } from '../model/testing.ts'
import { bytesOf, contentTypeOf } from './written.ts'

export function inputOf(
  { values, body }: Pick<SavedTest, 'values' | 'body'>,
  channel: ProjectObject,
  definition: ChannelDefinition | undefined,
): Omit<TestMessage, 'via'> {
  const filled = withDefaults(definition?.fields ?? [], channel)
  const initial = definition?.test?.initial(filled) ?? {}
  const isPlainText = body?.text !== undefined && body.contentType === undefined
  const format = isPlainText ? definition?.test?.bodyFormat?.(filled) : undefined
  return {
    values: { ...initial, ...values },
    contentType: (format && types[format]) ?? contentTypeOf(body),
    body: bytesOf(body),
  }
}

const types: Partial<Record<TestBodyFormat, string>> = {
  json: 'application/json',
  xml: 'application/xml',
  csv: 'text/csv',
  form: 'application/x-www-form-urlencoded',
}
