import { describe, expect, it } from 'vitest'
import { splice } from '../../../renderer/edits/link.ts'
import { moveNodes } from '../../../renderer/edits/move.ts'
import { editBlock, editNode, toggleDisabled } from '../../../renderer/edits/node.ts'
import { setField } from '../../../renderer/edits/object.ts'
import { apply } from '../../../runtime/model/change.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { storeProject } from '../../support/designer.ts'

function withRouter(): Project {
  const project = storeProject()
  const main = project.flows.Main
  if (!main) throw new Error('there is a flow')
  const config = { cases: [{ id: 'case1', label: 'big', condition: 'payload.a > 1' }] }
  const flow = {
    ...main,
    nodes: { ...main.nodes, n4: { kind: 'block' as const, type: 'router', config } },
    links: {
      ...main.links,
      l3: { from: { node: 'n4', port: 'case1' }, to: { node: 'n3', port: 'in' } },
      l4: { from: { node: 'n4', port: 'else' }, to: { node: 'n3', port: 'in' } },
      l5: { from: { node: 'n4', port: 'error' }, to: { node: 'n3', port: 'in' } },
    },
  }
  return { ...project, flows: { Main: flow } }
}

describe('editing a node', () => {
  it('takes the links of a removed case away in the same step', () => {
    const project = withRouter()
    const after = apply(project, editBlock(project, 'Main', 'n4', 'cases', { cases: [] }))
    expect(Object.keys(after.flows.Main?.links ?? {})).toEqual(['l1', 'l2', 'l4', 'l5'])
    expect(after.flows.Main?.nodes.n4).toMatchObject({ config: { cases: [] } })
  })

  it('removes a key that is given as nothing', () => {
    const project = storeProject()
    const noted = apply(project, editNode(project, 'Main', 'n2', 'note', { note: 'why' }))
    expect(noted.flows.Main?.nodes.n2).toEqual({ kind: 'service', ref: 'store.file', note: 'why' })
    const bare = apply(noted, editNode(noted, 'Main', 'n2', 'note', { note: undefined }))
    expect(bare).toEqual(project)
  })

  it('disables all when any is on, and enables all when none is', () => {
    const project = storeProject()
    const one = apply(project, toggleDisabled(project, 'Main', ['n1']))
    const both = apply(one, toggleDisabled(one, 'Main', ['n1', 'n2']))
    expect(both.flows.Main?.nodes.n1?.disabled).toBe(true)
    expect(both.flows.Main?.nodes.n2?.disabled).toBe(true)
    const none = apply(both, toggleDisabled(both, 'Main', ['n1', 'n2']))
    expect(none).toEqual(project)
  })

  it('puts a node into the middle of a link', () => {
    const project = withRouter()
    const after = apply(project, splice(project, 'Main', 'l1', 'n4'))
    expect(after.flows.Main?.links.l1?.to).toEqual({ node: 'n4', port: 'in' })
    expect(Object.values(after.flows.Main?.links ?? {})).toContainEqual({
      from: { node: 'n4', port: 'out' },
      to: { node: 'n2', port: 'in' },
    })
  })

  it('moves to whole pixels, and not at all when nothing moved', () => {
    const project = storeProject()
    const change = moveNodes(project, 'Main', { n1: { x: 50.4, y: 50 }, n2: { x: 306, y: 36 } })
    expect(change.label).toBe('Moved Store')
    expect(apply(project, change).layouts.Main?.nodes.n1).toEqual({ x: 50, y: 50 })
    expect(moveNodes(project, 'Main', { n1: { x: 36, y: 36 } }).edits).toEqual([])
  })

  it('does not save a value that is the default anyway', () => {
    const field = { kind: 'number', name: 'port', label: 'Port', help: '', default: 21 } as const
    expect(setField({ host: 'a', port: 2121 }, field, 21)).toEqual({ host: 'a' })
    expect(setField({ host: 'a' }, field, 2121)).toEqual({ host: 'a', port: 2121 })
    expect(setField({ host: 'a', port: 2121 }, field, undefined)).toEqual({ host: 'a' })
  })
})
