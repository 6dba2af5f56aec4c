import { describe, expect, it } from 'vitest'
import { removeFromFlow } from '../../../renderer/edits/remove.ts'
import { apply, invert } from '../../../runtime/model/change.ts'
import { storeProject } from '../../support/designer.ts'

describe('deleting from a flow', () => {
  it('takes the links of a node along and says so', () => {
    const change = removeFromFlow(storeProject(), 'Main', { nodes: ['n2'], links: [] })
    const after = apply(storeProject(), change)
    expect(change.label).toBe('Deleted store.file and 2 links')
    expect(Object.keys(after.flows.Main?.nodes ?? {})).toEqual(['n1', 'n3'])
    expect(after.flows.Main?.links).toEqual({})
    expect(after.layouts.Main?.nodes.n2).toBeUndefined()
  })

  it('heals the way around a node when asked', () => {
    const change = removeFromFlow(storeProject(), 'Main', { nodes: ['n2'], links: [] }, true)
    const after = apply(storeProject(), change)
    expect(Object.values(after.flows.Main?.links ?? {})).toEqual([
      { from: { node: 'n1', port: 'out' }, to: { node: 'n3', port: 'in' } },
    ])
  })

  it('leaves what the nodes stand for in the project', () => {
    const change = removeFromFlow(storeProject(), 'Main', { nodes: ['n1', 'n2'], links: [] })
    const after = apply(storeProject(), change)
    expect(after.channels).toEqual(storeProject().channels)
    expect(after.services).toEqual(storeProject().services)
  })

  it('is undone by its inverse', () => {
    const change = removeFromFlow(storeProject(), 'Main', { nodes: ['n1'], links: ['l2'] })
    expect(apply(apply(storeProject(), change), invert(change))).toEqual(storeProject())
  })

  it('does nothing to what is not there', () => {
    expect(removeFromFlow(storeProject(), 'Main', { nodes: ['x'], links: ['y'] }).edits).toEqual([])
  })
})
