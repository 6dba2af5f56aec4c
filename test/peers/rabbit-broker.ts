/** What a test asks of a broker that runs, whoever started it: its addresses, its management, its virtual hosts. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { environment, nodeName, type RabbitPlace } from './rabbit-files.ts'

const run = promisify(execFile)

/** Where Debian has them. Those of the same name in /usr/sbin become another user and drop the environment. */
export const programs = '/usr/lib/rabbitmq/bin'

export interface VirtualHost {
  readonly name: string
  /** `amqp://user:password@host:port/name`, escaped. */
  readonly url: string
  /** Removes it with its queues and connections. A broker that is down or gone keeps it, and nothing is said. */
  drop(): Promise<void>
}

export interface Broker extends RabbitPlace {
  /** `http://127.0.0.1:port`: where the management pages and their API are. */
  readonly managementUrl: string
  /** A virtual host's address, escaped. Default: that of `/`. */
  url(virtualHost?: string): string
  /** The same at `tlsPort`, beginning with `amqps:`. */
  tlsUrl(virtualHost?: string): string
  /** A new, empty one that the user may do everything in. */
  newVhost(): Promise<VirtualHost>
  /**
   * Asks the management API.
   * @param path Behind `/api`, its parts escaped: `/queues/%2F/orders`.
   * @returns What the answer's JSON says; undefined for an empty one.
   * @throws When the answer is no success, with its text.
   */
  api(method: string, path: string, body?: unknown): Promise<unknown>
  /** Runs rabbitmqctl, which takes most of a second. @returns What it wrote. */
  ctl(...args: readonly string[]): Promise<string>
  /**
   * Puts the names of all quorum queues on the disk. The broker writes them itself only every 3 minutes and
   * when it is stopped: a quorum queue younger than that is lost by a kill, and what was confirmed with it.
   */
  flushNames(): Promise<void>
}

export function brokerAt(place: RabbitPlace): Broker {
  const { host, port, managementPort, user, password } = place
  const managementUrl = `http://${host}:${managementPort}`
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const url = (virtualHost = '/') =>
    `amqp://${login}@${host}:${port}/${encodeURIComponent(virtualHost)}`

  const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${managementUrl}/api${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const ctl = async (...args: readonly string[]) => {
    const { stdout } = await run(`${programs}/rabbitmqctl`, ['-n', nodeName, ...args], {
      env: environment(place),
    })
    return stdout
  }
  return {
    ...place,
    managementUrl,
    url,
    tlsUrl: (virtualHost = '/') => {
      if (place.tlsPort === undefined) throw new Error('This broker was started without TLS.')
      // By the name that its certificate is for.
      const at = `${login}@localhost:${place.tlsPort}`
      return `amqps://${at}/${encodeURIComponent(virtualHost)}`
    },
    newVhost: async () => {
      const name = `test-${randomBytes(6).toString('hex')}`
      await api('PUT', `/vhosts/${name}`)
      const all = { configure: '.*', write: '.*', read: '.*' }
      await api('PUT', `/permissions/${name}/${encodeURIComponent(user)}`, all)
      return { name, url: url(name), drop: () => api('DELETE', `/vhosts/${name}`).then(no, no) }
    },
    api,
    ctl,
    flushNames: async () => {
      await ctl('eval', '[dets:sync(Table) || Table <- dets:all()].')
    },
  }
}

function no(): void {}
