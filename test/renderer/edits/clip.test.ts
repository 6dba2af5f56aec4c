import { describe, expect, it } from 'vitest'
import { copyNodes, pasteNodes, readClip } from '../../../renderer/edits/clip.ts'
import { apply } from '../../../runtime/model/change.ts'
import { emptyProject } from '../../../runtime/model/project.ts'
import { queueProject, storeProject } from '../../support/designer.ts'

describe('copy and paste', () => {
  it('bring along the links among what was copied, and no others', () => {
    const clip = copyNodes(storeProject(), 'Main', ['n1', 'n2'])
    const { change, nodes } = pasteNodes(storeProject(), 'Main', clip)
    const after = apply(storeProject(), change)
    expect(nodes).toEqual(['n4', 'n5'])
    expect(after.flows.Main?.links.l3).toEqual({
      from: { node: 'n4', port: 'out' },
      to: { node: 'n5', port: 'in' },
    })
    expect(Object.keys(after.flows.Main?.links ?? {})).toHaveLength(3)
    expect(after.layouts.Main?.nodes.n4).toEqual({ x: 72, y: 72 })
  })

  it('carry the objects into a project that lacks them', () => {
    const clip = copyNodes(storeProject(), 'Main', ['n1'])
    const other = emptyProject('other', 'p2')
    const after = apply(other, pasteNodes(other, 'New', clip).change)
    expect(after.channels).toEqual(storeProject().channels)
    expect(after.flows.New?.nodes.n1).toEqual({ kind: 'channel', ref: 'Store' })
  })

  it('carry the broker that a channel is made on', () => {
    const clip = copyNodes(queueProject(), 'Main', ['n4'])
    const other = emptyProject('other', 'p2')
    const after = apply(other, pasteNodes(other, 'New', clip).change)
    expect(Object.keys(after.channels)).toEqual(['Orders'])
    expect(after.connections).toEqual({ rabbit: queueProject().connections.rabbit })
  })

  it('put the upper left corner where the pointer is', () => {
    const clip = copyNodes(storeProject(), 'Main', ['n2', 'n3'])
    const after = apply(
      storeProject(),
      pasteNodes(storeProject(), 'Main', clip, { x: 0, y: 180 }).change,
    )
    expect(after.layouts.Main?.nodes.n4).toEqual({ x: 0, y: 180 })
    expect(after.layouts.Main?.nodes.n5).toEqual({ x: 270, y: 180 })
  })

  it('survive the clipboard as text', () => {
    const clip = copyNodes(storeProject(), 'Main', ['n1', 'n2'])
    expect(readClip(JSON.stringify(clip, undefined, 2))).toEqual(clip)
  })

  it('leave the texts of others alone', () => {
    expect(readClip('hello')).toBeUndefined()
    expect(readClip('{ not json')).toBeUndefined()
    expect(readClip('{"a":1}')).toBeUndefined()
  })
})
