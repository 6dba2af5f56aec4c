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
  const body = ['POST', 'PUT', 'PATCH'].includes(method) ? bodies[format] : undefined
  return [
    'curl',
    ...(method === 'HEAD' ? ['-I'] : ['-i']),
    ...((body && method === 'POST') || method === 'GET' || method === 'HEAD' ? [] : ['-X', method]),
    ...(body ? ['-H', `'Content-Type: ${body.type}'`, '--data-binary', body.data] : []),
    `'${address}'`,
  ].join(' ')
}
