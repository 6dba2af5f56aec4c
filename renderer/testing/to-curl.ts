/** A test as a cURL command that sends the same. Pure. */
import { addressOf, rowsOn } from '../../runtime/connectors/http/test-definition.ts'
import { quoted } from '../inspector/curl.ts'
import { contentTypeOf, type TestDraft } from './draft.ts'

/** @param base `http://127.0.0.1:8080`: where the channel listens. */
export function toCurl(draft: TestDraft, base: string): string {
  const { values, format, text, file } = draft
  const method = String(values.method ?? 'GET')
  const hasBody = format !== 'none'
  const headers = rowsOn(values.headers).map(({ name, value }) => [name, value] as const)
  const type = hasBody ? contentTypeOf(draft) : undefined
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const all =
    type === undefined || isTyped ? headers : [...headers, ['Content-Type', type] as const]
  const body = format === 'file' ? `@${file?.name ?? 'FILE'}` : text
  // What begins with @ would be read from a file.
  const option = format === 'file' ? '--data-binary' : '--data-raw'
  const isUsual = method === (hasBody ? 'POST' : 'GET')
  return [
    'curl -i',
    ...(isUsual ? [] : [method === 'HEAD' ? '--head' : `-X ${quoted(method)}`]),
    // An empty header is written with a semicolon.
    ...all.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(hasBody ? [`${option} ${quoted(body)}`] : []),
    quoted(base + addressOf(values)),
  ].join(' ')
}
