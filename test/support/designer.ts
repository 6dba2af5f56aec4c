// A project as the designer's tests edit it: one channel, one service that uses a connection, and their links.

import { historyStore, keepHistory, noHistory } from '../../renderer/store/history.ts'
import { liveStore, nothingLive } from '../../renderer/store/live.ts'
import { projectStore } from '../../renderer/store/project.ts'
import { resetSelection } from '../../renderer/store/selection.ts'
import { emptyProject, type Project } from '../../runtime/model/project.ts'

export const storeSource = `import { Service } from 'patchbay'

export class StoreFile extends Service {
  static serviceName = 'store.file'

  async handle() {
    await this.outgoing.ftp.get('my.ftp').upload('/a', this.request.raw)
  }
}
`

export function storeProject(): Project {
  return {
    ...emptyProject('hub', 'p1'),
    channels: { Store: { name: 'Store', type: 'rest', isActive: true, path: '/store' } },
    connections: { 'my.ftp': { name: 'my.ftp', type: 'ftp', isActive: true, host: '127.0.0.1' } },
    services: { 'services/store.ts': { path: 'services/store.ts', source: storeSource } },
    flows: {
      Main: {
        name: 'Main',
        nodes: {
          n1: { kind: 'channel', ref: 'Store' },
          n2: { kind: 'service', ref: 'store.file' },
          n3: { kind: 'block', type: 'map', config: { expression: 'payload' } },
        },
        links: {
          l1: { from: { node: 'n1', port: 'out' }, to: { node: 'n2', port: 'in' } },
          l2: { from: { node: 'n2', port: 'out' }, to: { node: 'n3', port: 'in' } },
        },
      },
    },
    layouts: {
      Main: { nodes: { n1: { x: 36, y: 36 }, n2: { x: 306, y: 36 }, n3: { x: 576, y: 36 } } },
    },
  }
}

/** The same with a queue: a channel and a connection that are made on one broker. The channel is linked to the service. */
export function queueProject(): Project {
  const project = storeProject()
  const main = project.flows.Main
  if (!main) throw new Error('There is no flow Main.')
  return {
    ...project,
    channels: {
      ...project.channels,
      Orders: { name: 'Orders', type: 'amqp', isActive: true, broker: 'rabbit', queue: 'orders' },
    },
    connections: {
      ...project.connections,
      rabbit: { name: 'rabbit', type: 'amqp-broker', isActive: true, host: '127.0.0.1' },
      shop: { name: 'shop', type: 'amqp', isActive: true, broker: 'rabbit', exchange: 'shop' },
    },
    flows: {
      Main: {
        ...main,
        nodes: { ...main.nodes, n4: { kind: 'channel', ref: 'Orders' } },
        links: {
          ...main.links,
          l3: { from: { node: 'n4', port: 'out' }, to: { node: 'n2', port: 'in' } },
        },
      },
    },
  }
}

/** Opens a project in the stores as the window does, without a shell; returns the undoing. */
export function openInStores(project: Project): () => void {
  projectStore.setState({ folder: '/hub', project, revision: 1, secrets: [] })
  historyStore.setState(noHistory)
  liveStore.setState(nothingLive, true)
  resetSelection()
  return keepHistory()
}
