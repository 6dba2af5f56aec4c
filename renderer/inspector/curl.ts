/** A line for a terminal that calls a REST channel. Pure. */

const bodies: Readonly<Record<string, { type: string; data: string }>> = {
  json: { type: 'application/json', data: `'{"hello": "world"}'` },
  xml: { type: 'application/xml', data: `'<hello>world</hello>'` },
  form: { type: 'application/x-www-form-urlencoded', data: `'hello=world'` },
  csv: { type: 'text/csv', data: `$'name,amount\\nAda,1'` },
  none: { type: 'application/octet-stream', data: '@FILE' },
}

export function curlOf(channel: Readonly<Record<string, unknown>>, address: string): string {
  const format = typeof channel.dataFormat === 'string' ? channel.dataFormat : 'none'
  const named = typeof channel.method === 'string' ? channel.method : 'ANY'
  const method = named === 'ANY' ? 'POST' : named
  const usual = ['POST', 'PUT', 'PATCH'].includes(method) ? bodies[format] : undefined
  const example = format === 'json' ? exampleIn(channel.description) : undefined
  const body =
    usual && example !== undefined ? { ...usual, data: quoted(JSON.stringify(example)) } : usual
  return [
    'curl',
    ...(method === 'HEAD' ? ['-I'] : ['-i']),
    ...((body && method === 'POST') || method === 'GET' || method === 'HEAD' ? [] : ['-X', method]),
    ...(body ? ['-H', `'Content-Type: ${body.type}'`, '--data-binary', body.data] : []),
    `'${address}'`,
  ].join(' ')
}

/** The JSON that a description ends with, as in `Takes an order: {"id": 1}`. */
export function exampleIn(description: unknown): unknown {
  const text =
    typeof description === 'string' ? /[{[].*[}\]]\s*$/s.exec(description)?.[0] : undefined
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** As one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
