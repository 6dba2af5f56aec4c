/** Headers that are the transport's and of one moment: no test is about them, and none is sent with them. Pure. */
import { isSecretHeader, mask } from '../model/secrecy.ts'

const passing = new Set([
  'accept-encoding',
  'age',
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'etag',
  'expect',
  'expires',
  'host',
  'keep-alive',
  'last-modified',
  'server',
  'server-timing',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'vary',
  'via',
  'x-patchbay-cid',
  'x-patchbay-component',
  'x-request-id',
])

/**
 * Those that are left, without the content type, which stands with the body; and the names of those that are secret.
 * @param headers As they may be shown.
 */
export function lastingHeaders(headers: Readonly<Record<string, string>> | undefined): {
  headers: Record<string, string>
  secret: readonly string[]
} {
  const left: Record<string, string> = {}
  const secret: string[] = []
  for (const [name, value] of Object.entries(headers ?? {})) {
    const key = name.toLowerCase()
    if (key === 'content-type' || passing.has(key)) continue
    if (/^accept(-language)?$/.test(key) && /^\*(\/\*)?$/.test(value)) continue
    // What browsers add by themselves.
    if (key.startsWith('sec-')) continue
    if (isSecretHeader(key) || value.includes(mask)) secret.push(key)
    else left[key] = value
  }
  return { headers: left, secret }
}
