/** Which views a body can be shown in, the best one first: by its content type, else by how it begins. */

export type PayloadFormat = 'json' | 'xml' | 'text' | 'hex'

export function guessFormats(bytes: Uint8Array, contentType: string | undefined): PayloadFormat[] {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!isText(bytes)) return ['hex', 'text']
  if (/[/+]json$/.test(type)) return ['json', 'text', 'hex']
  if (/[/+]xml$/.test(type)) return ['xml', 'text', 'hex']
  const begin = new TextDecoder().decode(bytes.subarray(0, 512)).trimStart()
  if (/^[{[]/.test(begin))
    return type.startsWith('text/') ? ['text', 'json', 'hex'] : ['json', 'text', 'hex']
  if (begin.startsWith('<') && type !== 'text/html') return ['xml', 'text', 'hex']
  return ['text', 'hex']
}

/** Text has no NUL and is good UTF-8; the first 8 KiB tell, as they do for git. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 8192)
  if (head.includes(0)) return false
  try {
    // A character cut by our own 8 KiB is no fault of the text, hence `stream`.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length < bytes.length })
    return true
  } catch {
    return false
  }
}
