import { describe, expect, it } from 'vitest'
import { addItem, type Place } from '../../../renderer/edits/add.ts'
import { apply } from '../../../runtime/model/change.ts'
import { scan } from '../../../runtime/model/scan.ts'
import { storeProject } from '../../support/designer.ts'

const place: Place = {
  flow: 'Main',
  at: { x: 40, y: 50 },
  isService: (name) => name === 'my.service',
}

describe('adding to a flow', () => {
  it('makes a channel and its node in one change, under a name not taken', () => {
    const project = storeProject()
    const first = addItem(project, { kind: 'channel', type: 'rest', title: 'REST' }, place)
    const once = apply(project, first.change)
    const second = addItem(once, { kind: 'channel', type: 'rest', title: 'REST' }, place)
    const twice = apply(once, second.change)
    expect(twice.channels).toMatchObject({
      'New REST': { name: 'New REST', type: 'rest', isActive: true, path: '/new' },
      'New REST 2': { name: 'New REST 2', path: '/new-2' },
    })
    expect(twice.flows.Main?.nodes[second.node]).toEqual({ kind: 'channel', ref: 'New REST 2' })
    expect(second.made).toEqual({ name: 'New REST 2' })
    expect(first.change.label).toBe('Added New REST')
  })

  it('puts the node on the dots of the grid', () => {
    const { change, node } = addItem(storeProject(), { kind: 'outgoing', ref: 'my.ftp' }, place)
    const after = apply(storeProject(), change)
    expect(after.layouts.Main?.nodes[node]).toEqual({ x: 36, y: 54 })
  })

  it('makes a service whose file can be read and has its name', () => {
    const { change, made } = addItem(storeProject(), { kind: 'new-service' }, place)
    const after = apply(storeProject(), change)
    expect(made).toEqual({ name: 'my.service.2', path: 'services/my-service-2.ts' })
    const file = after.services['services/my-service-2.ts']
    if (!file) throw new Error('the file was made')
    const { services, problem } = scan(file)
    expect(problem).toBeUndefined()
    expect(services).toMatchObject([
      { name: 'my.service.2', className: 'MyService2', exported: true },
    ])
  })

  it('does not make an object that is there', () => {
    const { change, made } = addItem(storeProject(), { kind: 'outgoing', ref: 'my.ftp' }, place)
    expect(made).toBeUndefined()
    expect(change.edits.map(({ collection }) => collection)).toEqual(['flows', 'layouts'])
  })
})
