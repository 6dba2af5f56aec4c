/** A runtime with one REST channel that is guarded, and a service that answers who called. */
import { onTestFinished } from 'vitest'
import type { Project, ProjectObject } from '../../runtime/model/project.ts'
import { Runtime, type RuntimeOptions } from '../../runtime/runtime.ts'
import { projectOf } from './project.ts'

export type Definitions = Record<string, { type: string } & Record<string, unknown>>

const who = `import { Service } from 'patchbay'
export class Who extends Service {
  static serviceName = 'who'
  handle() {
    this.response.payload = { who: this.request.security ?? null }
  }
}
`

export interface Guarded {
  security?: Definitions
  /** Of the channel, besides its path; its security is all definitions unless it is given. */
  channel?: Record<string, unknown>
  tls?: Project['settings']['http']['tls']
  connections?: Definitions
  /** By path, besides the one that answers who called. */
  services?: Record<string, string>
}

export function guardedProject({
  security = {},
  channel = {},
  tls,
  connections = {},
  services = {},
}: Guarded): Project {
  const project = projectOf({
    channels: [
      { name: 'Ask', type: 'rest', path: '/ask', security: Object.keys(security), ...channel },
    ],
    connections: Object.entries(connections).map(([name, object]) => ({ ...object, name })),
    services: { 'services/who.ts': who, ...services },
    links: [['Ask', 'who']],
  })
  return {
    ...project,
    settings: {
      ...project.settings,
      http: { host: '127.0.0.1', port: 0, ...(tls ? { tls } : {}) },
    },
    security: Object.fromEntries(
      Object.entries(security).map(([name, object]): [string, ProjectObject] => [
        name,
        { isActive: true, ...object, name },
      ]),
    ),
  }
}

export async function runGuarded(
  guarded: Guarded,
  secrets: Record<string, string> = {},
  options: RuntimeOptions = {},
) {
  const runtime = new Runtime({
    secrets: new Map(Object.entries(secrets)),
    logLevel: 'silent',
    ...options,
  })
  onTestFinished(() => runtime.stop(1000))
  let revision = 0
  const deploy = async (next: Guarded) => {
    const report = await runtime.deploy({ project: guardedProject(next), revision: ++revision })
    return report
  }
  await deploy(guarded)
  const status = () => {
    const found = runtime.status().objects.find(({ at }) => at.name === 'Ask')
    if (!found) throw new Error('There is no channel Ask.')
    return found
  }
  const address = () => {
    const found = status().address
    if (found === undefined) throw new Error(`Ask has no address: ${JSON.stringify(status())}`)
    return found
  }
  return {
    runtime,
    deploy,
    status,
    address,
    async ask(headers: Record<string, string> = {}, method = 'GET') {
      const response = await fetch(address(), { headers, method })
      const body = (await response.json()) as {
        who?: Record<string, unknown> | null
        error?: { code: string; message: string }
      }
      return {
        status: response.status,
        challenge: response.headers.get('www-authenticate'),
        headers: response.headers,
        ...body,
      }
    },
  }
}

export const basicHeader = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

export const bearerHeader = (token: string) => ({ authorization: `Bearer ${token}` })
