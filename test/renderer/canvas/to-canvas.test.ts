import { describe, expect, it } from 'vitest'
import { toCanvas } from '../../../renderer/canvas/to-canvas.ts'
import { ghostId, ghostRef } from '../../../renderer/canvas/uses.ts'
import { moveNodes } from '../../../renderer/edits/move.ts'
import { servicesOf } from '../../../renderer/store/services.ts'
import { apply } from '../../../runtime/model/change.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { queueProject, storeProject } from '../../support/designer.ts'

function draw(project: Project, before?: ReturnType<typeof toCanvas>) {
  return toCanvas(project, 'Main', servicesOf(project), before)
}

describe('the picture of a flow', () => {
  it('has a card for each node, with its ports and what it stands for', () => {
    const { cards } = draw(storeProject())
    expect(cards.find(({ id }) => id === 'n1')).toMatchObject({
      position: { x: 36, y: 36 },
      data: {
        kind: 'channel',
        title: 'Store',
        summary: 'ANY /store',
        object: 'channels/Store',
        place: 'flows/Main/n1',
        inPorts: [{ id: 'reply' }],
        outPorts: [{ id: 'out' }],
      },
    })
    expect(cards.find(({ id }) => id === 'n2')?.data).toMatchObject({
      summary: 'services/store.ts',
      object: 'services/store.ts',
      answers: 'Store',
      isMissing: false,
    })
  })

  it('shows a connection that only the code names beside the service, with a dashed line', () => {
    const { cards, lines } = draw(storeProject())
    const ghost = ghostId({ kind: 'outgoing', ref: 'my.ftp' })
    const card = cards.find(({ id }) => id === ghost)
    expect(card?.data).toMatchObject({ isGhost: true, title: 'my.ftp' })
    expect(lines.find(({ target }) => target === ghost)).toMatchObject({
      source: 'n2',
      data: { kind: 'use' },
      selectable: false,
    })
    const others = cards.filter(({ id }) => id !== ghost)
    for (const { position } of others) {
      const isApart =
        Math.abs(position.x - (card?.position.x ?? 0)) >= 198 ||
        Math.abs(position.y - (card?.position.y ?? 0)) >= 84
      expect(isApart).toBe(true)
    }
  })

  it('draws the dashed line to the node when the connection is on the flow', () => {
    const project = storeProject()
    const main = project.flows.Main
    if (!main) throw new Error('there is a flow')
    const nodes = { ...main.nodes, n4: { kind: 'outgoing' as const, ref: 'my.ftp' } }
    const { cards, lines } = draw({ ...project, flows: { Main: { ...main, nodes } } })
    expect(cards.some(({ data }) => data.isGhost)).toBe(false)
    expect(lines.find(({ data }) => data?.kind === 'use')).toMatchObject({
      source: 'n2',
      target: 'n4',
    })
  })

  it('has no dashed line once the code no longer names it', () => {
    const project = storeProject()
    const source =
      "import { Service } from 'patchbay'\nexport class A extends Service { static serviceName = 'store.file' }\n"
    const services = { 'services/store.ts': { path: 'services/store.ts', source } }
    const { lines } = draw({ ...project, services })
    expect(lines.map(({ data }) => data?.kind)).toEqual(['link', 'link'])
  })

  it('keeps the lines of a service while its file does not parse', () => {
    draw(storeProject())
    const project = storeProject()
    const old = project.services['services/store.ts']?.source ?? ''
    const broken = {
      path: 'services/store.ts',
      source: old.replace('async handle() {', 'async handle() {{{'),
    }
    const { lines } = draw({ ...project, services: { 'services/store.ts': broken } })
    expect(lines.some(({ data }) => data?.kind === 'use')).toBe(true)
  })

  it('gives back the same objects for what did not change', () => {
    const project = storeProject()
    const before = draw(project)
    const moved = apply(project, moveNodes(project, 'Main', { n3: { x: 576, y: 360 } }))
    const after = draw(moved, before)
    const same = after.cards.filter((card) => before.cards.includes(card)).map(({ id }) => id)
    expect(same).toContain('n1')
    expect(same).toContain('n2')
    expect(same).not.toContain('n3')
    expect(draw(moved, after)).toEqual(after)
    expect(draw(moved, after).lines).toBe(after.lines)
  })

  it('marks what refers to nothing', () => {
    const { cards } = draw({ ...storeProject(), channels: {} })
    expect(cards.find(({ id }) => id === 'n1')?.data).toMatchObject({
      isMissing: true,
      summary: 'no such channel',
    })
  })

  it('says which line is the reply, and runs it under the cards', () => {
    const project = storeProject()
    const main = project.flows.Main
    if (!main) throw new Error('there is a flow')
    const reply = { from: { node: 'n3', port: 'out' }, to: { node: 'n1', port: 'reply' } }
    const flow = { ...main, links: { ...main.links, l3: reply } }
    const { cards, lines } = draw({ ...project, flows: { Main: flow } })
    const line = lines.find(({ id }) => id === 'l3')
    expect(line?.data?.kind).toBe('reply')
    expect(line?.data?.under).toBeGreaterThan(36 + 84)
    expect(cards.find(({ id }) => id === 'n2')?.data.answers).toBeUndefined()
  })

  it('tells ghosts from nodes by their id', () => {
    expect(ghostRef(ghostId({ kind: 'service', ref: 'a:b' }))).toEqual({
      kind: 'service',
      ref: 'a:b',
    })
    expect(ghostRef('n1')).toBeUndefined()
  })

  it('says on a channel and a connection that they do not keep the order', () => {
    const project = queueProject()
    const notesOf = (changed: Project) =>
      draw(changed).cards.flatMap(({ data }) => data.notes.map(({ words }) => words))
    const orders = project.channels.Orders as Project['channels'][string]
    const withOrders = (more: Record<string, unknown>) => ({
      ...project,
      channels: { ...project.channels, Orders: { ...orders, ...more } },
    })
    expect(notesOf(project)).toEqual([])
    expect(notesOf(withOrders({ concurrency: 2 }))).toEqual(['order not kept'])
    expect(notesOf(withOrders({ poolSize: 3 }))).toEqual(['order not kept'])
    expect(notesOf(withOrders({ poolSize: 1, concurrency: 1, prefetch: 500 }))).toEqual([])
  })

  it('says where this very node publishes to', () => {
    const project = queueProject()
    const main = project.flows.Main as Project['flows'][string]
    const withCall = (call: Record<string, unknown> | undefined) => {
      const node = { kind: 'outgoing' as const, ref: 'shop', ...(call ? { call } : {}) }
      const flows = { Main: { ...main, nodes: { ...main.nodes, n5: node } } }
      return draw({ ...project, flows }).cards.find(({ id }) => id === 'n5')?.data.summary
    }
    expect(withCall(undefined)).toBe('shop')
    expect(withCall({ routingKey: 'order.created' })).toBe('shop / order.created')
    expect(withCall({ exchange: 'audit', routingKey: '=payload.key' })).toBe('audit / =payload.key')
  })

  it('says of no node that it answers a channel that takes no answer', () => {
    const project = queueProject()
    const { n1: _store, ...nodes } = project.flows.Main?.nodes ?? {}
    const links = { l3: { from: { node: 'n4', port: 'out' }, to: { node: 'n2', port: 'in' } } }
    const { cards } = draw({ ...project, flows: { Main: { name: 'Main', nodes, links } } })
    expect(cards.filter(({ data }) => data.answers !== undefined)).toEqual([])
  })
})
