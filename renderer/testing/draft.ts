/** What stands in the form of a test, per channel, and what follows from it. Pure; never part of the project. */
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import type { ProjectObject } from '../../runtime/model/project.ts'
import type {
  TestBodyFormat,
  TestDefinition,
  TestRow,
  TestTable,
  TestVia,
} from '../../runtime/model/testing.ts'
import { exampleIn } from '../inspector/curl.ts'

export type BodyFormat = TestBodyFormat | 'file'

export interface TestDraft {
  via: TestVia
  /** As the channel's `TestDefinition` has them. */
  values: Readonly<Record<string, unknown>>
  format: BodyFormat
  /** Of all formats but a file's: what was typed is there again when the format changes back. */
  text: string
  file?: File | undefined
}

export const bodyFormats: readonly { format: BodyFormat; title: string }[] = [
  { format: 'none', title: 'None' },
  { format: 'json', title: 'JSON' },
  { format: 'xml', title: 'XML' },
  { format: 'form', title: 'Form' },
  { format: 'csv', title: 'CSV' },
  { format: 'text', title: 'Text' },
  { format: 'file', title: 'File' },
]

const contentTypes: Readonly<Record<TestBodyFormat, string | undefined>> = {
  none: undefined,
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
  csv: 'text/csv',
  text: 'text/plain; charset=utf-8',
}

const firstTexts: Readonly<Record<TestBodyFormat, string>> = {
  none: '',
  json: '{\n  "hello": "world"\n}',
  xml: '<hello>world</hello>',
  form: 'hello=world',
  csv: 'name,amount\nAda,1\n',
  text: 'hello',
}

export function testOf(channel: ProjectObject | undefined): TestDefinition | undefined {
  return channel && definitionOf(channel.type)?.channel?.test
}

/** @param sample What a service takes, as an example; the description of the channel may have a better one. */
export function firstDraft(
  channel: ProjectObject,
  test: TestDefinition,
  sample?: unknown,
): TestDraft {
  const format = test.bodyFormat?.(channel) ?? 'none'
  const example = exampleIn(channel.description) ?? sample
  const text =
    format === 'json' && example !== undefined
      ? JSON.stringify(example, undefined, 2)
      : firstTexts[format]
  const via = test.isOneWay ? 'flow' : 'transport'
  return { via, values: test.initial(channel), format, text }
}

/** Another format begins with a text of its own where nothing was typed yet. */
export function withFormat(draft: TestDraft, format: BodyFormat): TestDraft {
  const isUntouched = draft.text === '' || Object.values(firstTexts).includes(draft.text)
  const text = isUntouched && format !== 'file' ? firstTexts[format] : draft.text
  return { ...draft, format, text }
}

export function contentTypeOf({ format, file }: TestDraft): string | undefined {
  if (format === 'file') return file?.type || 'application/octet-stream'
  return contentTypes[format]
}

/** The format that a content type stands for; `text` for what is none of them. */
export function formatOf(contentType: string): BodyFormat {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (/[/+]json$/.test(type)) return 'json'
  if (/[/+]xml$/.test(type)) return 'xml'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  return type === 'text/csv' ? 'csv' : 'text'
}

/** The rows of a table, of which some tables say the names themselves. */
export function rowsOf(table: TestTable, values: TestDraft['values']): readonly TestRow[] {
  const rows = (values[table.name] ?? []) as readonly TestRow[]
  const names = table.namesOf?.(values)
  if (!names) return rows
  return names.map((name) => rows.find((row) => row.name === name) ?? { name, value: '' })
}

/** `POST /orders/17`: what was sent, in one line. */
export function lineOf(test: TestDefinition, { values }: Pick<TestDraft, 'values'>): string {
  const parts = test.line.map(({ name }) => String(values[name] ?? ''))
  return parts.filter((part) => part !== '').join(' ') || test.verb
}
