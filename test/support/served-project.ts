/** Projects that a server serves: one channel, one service, and a version that its answers tell. */

/** Files by path. `GET /hello` is answered `{"version":N}`. */
export function helloProject(
  version: number,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    'patchbay.json': JSON.stringify({ name: 'Hello', format: 1, id: 'hello' }),
    'services/hello.ts': serviceOf(`this.response.payload = { version: ${version} }`),
    ...linked('hello', 'hello'),
    ...more,
  }
}

/** The source of the service `hello`. */
export function serviceOf(body: string, before = ''): string {
  return `import { Service } from 'patchbay'
${before}
export class Hello extends Service {
  static serviceName = 'hello'

  async handle() {
    ${body}
  }
}
`
}

/** A REST channel at the path of its name, linked to a service. */
export function linked(
  name: string,
  service: string,
  channel: Record<string, unknown> = {},
): Record<string, string> {
  const rest = {
    name,
    type: 'rest',
    isActive: true,
    path: `/${name}`,
    method: 'ANY',
    dataFormat: 'json',
  }
  return {
    [`channels/${name}.json`]: JSON.stringify({ ...rest, ...channel }),
    [`flows/${name}.json`]: JSON.stringify({
      name,
      nodes: { in: { kind: 'channel', ref: name }, do: { kind: 'service', ref: service } },
      links: { l: { from: { node: 'in', port: 'out' }, to: { node: 'do', port: 'in' } } },
    }),
  }
}

export function filesOf(project: Record<string, string>): { path: string; text: string }[] {
  return Object.entries(project).map(([path, text]) => ({ path, text }))
}
