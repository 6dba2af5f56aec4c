/**
 * How we call ourselves at the broker, so that whoever looks at its pages sees which project, object and process is
 * behind a connection or consumer. The README documents these to the letter.
 */
import { hostname } from 'node:os'
import { version } from '../../version.ts'
import type { BrokerSettings } from './settings.ts'

/** Whose connection it is. `shared`: that of all who share the broker of that name. `test`: made to look whether it works. */
export interface Who {
  type: 'channel' | 'outgoing' | 'shared' | 'test'
  name: string
  project: string
}

const host = hostname()
// Of all names of this process, so that each is there once.
let count = 0

/** `PREFIX/<project>/<type>/<name>/<host>/<process>/<number>`; each call another number. An empty prefix is left out. */
export function connectionName(prefix: string, who: Who): string {
  return joined(componentName(prefix, who), [++count])
}

/** What all connections of one object begin with: `PREFIX/<project>/<type>/<name>/<host>/<process>`. */
export function componentName(prefix: string, { project, type, name }: Who): string {
  return joined(prefix, [project, type, name, host, process.pid])
}

/** What a connection tells the broker of us; values are texts, but for the process id. */
export function clientProperties(
  broker: BrokerSettings,
  { project, type, name }: Who,
  component: string,
): Record<string, string | number> {
  return {
    product: 'Patchbay',
    version,
    platform: `Node.js ${process.version}`,
    information: 'Channels and outgoing connections of a Patchbay project',
    connection_name: component,
    'patchbay.component': component,
    'patchbay.project': project,
    'patchbay.broker': broker.name,
    'patchbay.object.type': type,
    'patchbay.object.name': name,
    'patchbay.host': host,
    'patchbay.pid': process.pid,
  }
}

/** A short string of AMQP. */
const longestTag = 255

/**
 * `PREFIX/<project>/<channel>/<host>/<process>/<number>`; each call another number. At most 255 bytes of UTF-8: where
 * that is too few, the longest of project, channel and host, and at last the prefix, end with an ellipsis.
 */
export function consumerTag(prefix: string, channel: { project: string; name: string }): string {
  const parts = [channel.project, channel.name, host]
  const end = [process.pid, ++count]
  const tag = () => joined(prefix, [...parts, ...end])
  let excess = Buffer.byteLength(tag()) - longestTag
  while (excess > 0) {
    const longest = parts.reduce(
      (long, part, index) => (isLonger(part, parts[long]) ? index : long),
      0,
    )
    const part = parts[longest] ?? ''
    if (part.length <= 2) {
      prefix = shorter(prefix)
    } else {
      parts[longest] = shorter(part)
    }
    excess = Buffer.byteLength(tag()) - longestTag
  }
  return tag()
}

function isLonger(part: string, than = ''): boolean {
  return Buffer.byteLength(part) > Buffer.byteLength(than)
}

/** One character less, with an ellipsis for what has been cut. */
function shorter(text: string): string {
  const characters = [...text.replace(/…$/, '')]
  return `${characters.slice(0, -1).join('')}…`
}

function joined(prefix: string, parts: readonly (string | number)[]): string {
  return [...(prefix === '' ? [] : [prefix]), ...parts].join('/')
}
