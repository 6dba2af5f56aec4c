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

/** Opens a project in the stores as the window does, without a shell; returns the undoing. */
export function openInStores(project: Project): () => void {
  projectStore.setState({ folder: '/hub', project, revision: 1, secrets: [] })
  historyStore.setState(noHistory)
  liveStore.setState(nothingLive, true)
  resetSelection()
  return keepHistory()
}
