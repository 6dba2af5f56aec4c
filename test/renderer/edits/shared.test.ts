import { describe, expect, it } from 'vitest'
import { addItem } from '../../../renderer/edits/add.ts'
import { makeReferred, referredOf, sharedOf } from '../../../renderer/edits/shared.ts'
import { paletteSections } from '../../../renderer/panels/palette-items.ts'
import { sharedKinds } from '../../../renderer/panels/shared-kinds.tsx'
import { apply } from '../../../runtime/model/change.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { queueProject, storeProject } from '../../support/designer.ts'

const broker = referredOf('amqp-broker')
if (!broker) throw new Error('There is a kind of broker.')

const place = { flow: 'Main', at: { x: 0, y: 0 }, isService: () => false }
const queue = { kind: 'channel', type: 'amqp', title: 'AMQP' } as const

const added = (project: Project) => {
  const { change, made } = addItem(project, queue, place)
  return apply(project, change).channels[made?.name ?? '']
}

describe('a broker', () => {
  it('is made under a name not taken, with nothing set', () => {
    const once = makeReferred(storeProject(), broker)
    const project = apply(storeProject(), once.change)
    const twice = makeReferred(project, broker)
    expect([once.name, twice.name]).toEqual(['my.broker', 'my.broker.2'])
    expect(project.connections['my.broker']).toEqual({
      name: 'my.broker',
      type: 'amqp-broker',
      isActive: true,
    })
    expect(sharedOf(apply(project, twice.change), 'amqp-broker')).toHaveLength(2)
  })

  it('is not the only thing that is made for a field: a Vault is, under its own name', () => {
    const vault = referredOf('vault')
    if (!vault) throw new Error('There is a kind of Vault.')
    expect(vault.word).toBe('Vault connection')
    expect(makeReferred(storeProject(), vault).name).toBe('my.vault')
  })

  it('is chosen by itself for a new channel when it is the only one', () => {
    expect(added(queueProject())).toMatchObject({ type: 'amqp', broker: 'rabbit' })
  })

  it('is not chosen when there is none, or more than one', () => {
    expect(added(storeProject())).not.toHaveProperty('broker')
    const project = apply(queueProject(), makeReferred(queueProject(), broker).change)
    expect(added(project)).not.toHaveProperty('broker')
  })

  it('is nothing that can be put on a flow, and is found in the palette all the same', () => {
    const items = paletteSections(queueProject(), new Map()).flatMap((section) => section.items)
    const ids = items.map(({ id }) => id)
    expect(ids).toEqual(
      expect.arrayContaining(['channel:amqp', 'outgoing:amqp', 'outgoing=shop', 'channel=Orders']),
    )
    expect(ids.filter((id) => /rabbit|amqp-broker/.test(id))).toEqual([])
    expect(sharedKinds('new brok').map(({ type }) => type)).toEqual(['amqp-broker'])
    expect(sharedKinds('ftp')).toEqual([])
  })
})
