import { describe, expect, it } from 'vitest'
import { callersOf } from '../../../renderer/inspector/callers.ts'
import { servicesOf } from '../../../renderer/store/services.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { storeProject } from '../../support/designer.ts'

/** Store and Nightly lead to `order.take`, whose code calls `store.file`; Store leads there by a link as well. */
function project(change: Partial<Project> = {}): Project {
  const before = storeProject()
  const source = `import { Service } from 'patchbay'
export class Take extends Service {
  static serviceName = 'order.take'
  async handle() {
    await this.invoke('store.file', {})
  }
}
`
  return {
    ...before,
    channels: {
      Store: { name: 'Store', type: 'rest', isActive: true, path: '/store', security: ['erp'] },
      Nightly: { name: 'Nightly', type: 'schedule', isActive: false, hours: 24 },
    },
    services: { ...before.services, 'services/take.ts': { path: 'services/take.ts', source } },
    flows: {
      ...before.flows,
      Night: {
        name: 'Night',
        nodes: {
          n1: { kind: 'channel', ref: 'Nightly' },
          n2: { kind: 'block', type: 'map', config: { expression: 'payload' } },
          n3: { kind: 'service', ref: 'order.take' },
        },
        links: {
          l1: { from: { node: 'n1', port: 'out' }, to: { node: 'n2', port: 'in' } },
          l2: { from: { node: 'n2', port: 'out' }, to: { node: 'n3', port: 'in' } },
        },
      },
    },
    ...change,
  }
}

const of = (from: Project, name: string) => callersOf(from, servicesOf(from), name)

describe('who may call a service', () => {
  it('is each channel that leads to it, along links and through code', () => {
    expect(of(project(), 'store.file')).toMatchObject([
      { channel: 'Nightly', flow: 'Night', node: 'n1', via: 'order.take', isOff: true, guards: [] },
      { channel: 'Store', flow: 'Main', node: 'n1', isOff: false, guards: ['erp'] },
    ])
  })

  it('does not follow an answer back to its channel', () => {
    const before = project()
    const main = before.flows.Main
    if (!main) throw new Error('There is no flow Main.')
    const reply = { from: { node: 'n3', port: 'out' }, to: { node: 'n1', port: 'reply' } }
    const flows = { Main: { ...main, links: { l9: reply } } }
    expect(of(project({ flows }), 'store.file')).toEqual([])
  })

  it('says who that is where nothing guards', () => {
    const words = (host: string, name: string) => {
      const { settings } = project()
      const from = project({ settings: { ...settings, http: { ...settings.http, host } } })
      return of(from, 'store.file').find(({ channel }) => channel === name)?.open
    }
    expect(words('127.0.0.1', 'Store')).toBe('any program on this machine')
    expect(words('0.0.0.0', 'Store')).toBe('anyone who can reach the address')
    expect(words('0.0.0.0', 'Nightly')).toMatch(/on a plan/)
  })
})
