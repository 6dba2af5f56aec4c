/** The line to send a first message with: to a REST channel that is ready. undefined: there is none. */
import type { ObjectStatus } from '../../runtime/model/control.ts'
import type { Project } from '../../runtime/model/project.ts'

export function firstCurl(
  statuses: Readonly<Record<string, ObjectStatus>>,
  channels: Project['channels'],
): string | undefined {
  for (const { at, state, address } of Object.values(statuses)) {
    const channel = at.collection === 'channels' ? channels[at.name] : undefined
    if (state !== 'ready' || !address || channel?.type !== 'rest') continue
    return curlLine(address, channel)
  }
  return undefined
}

function curlLine(address: string, { method, dataFormat }: Readonly<Record<string, unknown>>) {
  const verb = typeof method === 'string' && method !== 'ANY' ? method : 'POST'
  if (verb === 'GET') return `curl '${address}'`
  const request = verb === 'POST' ? '' : `-X ${verb} `
  const bodies: Record<string, string> = {
    json: `--json '{"hello": "world"}'`,
    xml: `-H 'Content-Type: application/xml' -d '<hello>world</hello>'`,
    form: `-d hello=world`,
    csv: `-H 'Content-Type: text/csv' -d 'hello,world'`,
  }
  const body = typeof dataFormat === 'string' ? bodies[dataFormat] : undefined
  return `curl ${request}${body ?? `--data-binary 'hello'`} '${address}'`
}
