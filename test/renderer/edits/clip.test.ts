import { describe, expect, it } from 'vitest'
import { copyNodes, pasteNodes, readClip } from '../../../renderer/edits/clip.ts'
import { addGroup, addNote } from '../../../renderer/edits/frames.ts'
import { apply } from '../../../runtime/model/change.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
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
      pasteNodes(storeProject(), 'Main', clip, { at: { x: 0, y: 180 } }).change,
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

describe('pasted into another project', () => {
  const guarded = (): Project => {
    const project = queueProject()
    return {
      ...project,
      channels: {
        ...project.channels,
        Store: { name: 'Store', type: 'rest', isActive: true, path: '/store', security: ['erp'] },
      },
      security: {
        erp: {
          name: 'erp',
          type: 'basic',
          isActive: true,
          username: 'erp',
          password: { secret: 'security.erp.password' },
        },
      },
    }
  }
  const all = ['n1', 'n2', 'n3', 'n4']

  it('a channel brings its guards, a service its file and what its code names', () => {
    const clip = copyNodes(guarded(), 'Main', all)
    const other = emptyProject('other', 'p2')
    const pasted = pasteNodes(other, 'New', clip)
    const after = apply(other, pasted.change)
    expect(after.security).toEqual(guarded().security)
    expect(after.services).toEqual(guarded().services)
    expect(Object.keys(after.connections).sort()).toEqual(['my.ftp', 'rabbit'])
    expect(pasted.renamed).toEqual([])
    expect(pasted.secrets).toEqual(['security.erp.password'])
  })

  it('what has a taken name comes under another, and code and nodes follow', () => {
    const clip = copyNodes(guarded(), 'Main', ['n1', 'n2'])
    const other: Project = {
      ...emptyProject('other', 'p2'),
      connections: { 'my.ftp': { name: 'my.ftp', type: 'ftp', isActive: true, host: 'theirs' } },
      channels: { Store: { name: 'Store', type: 'rest', isActive: true, path: '/theirs' } },
      services: guarded().services,
    }
    const pasted = pasteNodes(other, 'New', clip)
    const after = apply(other, pasted.change)
    const [ftp, channel, service] = ['my.ftp', 'Store', 'store.file'].map(
      (name) => pasted.renamed.find(({ from }) => from === name)?.to ?? '',
    )
    expect(after.connections['my.ftp']).toEqual(other.connections['my.ftp'])
    expect(after.connections[ftp ?? '']).toMatchObject({ host: '127.0.0.1' })
    expect(Object.values(after.flows.New?.nodes ?? {})).toEqual([
      { kind: 'channel', ref: channel },
      { kind: 'service', ref: service },
    ])
    expect(after.services['services/store.ts']).toEqual(other.services['services/store.ts'])
    const brought = Object.values(after.services).find(({ path }) => path !== 'services/store.ts')
    expect(brought?.source).toContain(`get('${ftp}')`)
    expect(brought?.source).toContain(`'${service}'`)
  })

  it('what is the same is used, and so is what only has the name by wish', () => {
    const clip = copyNodes(guarded(), 'Main', ['n1', 'n2'])
    const other: Project = { ...guarded(), settings: emptyProject('other', 'p2').settings }
    expect(pasteNodes(other, 'Main', clip).renamed).toEqual([])
    const changed: Project = {
      ...other,
      channels: { Store: { name: 'Store', type: 'rest', isActive: true, path: '/theirs' } },
    }
    const pasted = pasteNodes(changed, 'Main', clip, { useOurs: true })
    expect(pasted.renamed).toEqual([])
    expect(apply(changed, pasted.change).channels).toEqual(changed.channels)
  })

  it('a secret never gets the value that is kept here under its name', () => {
    const clip = copyNodes(guarded(), 'Main', ['n1'])
    const other = emptyProject('other', 'p2')
    const secrets = ['security.erp.password']
    const pasted = pasteNodes(other, 'New', clip, { secrets })
    const password = apply(other, pasted.change).security.erp?.password as { secret: string }
    expect(secrets).not.toContain(password.secret)
    expect(pasted.secrets).toEqual([password.secret])
  })

  it('groups and notes come along, and a group brings what is in it', () => {
    let project = guarded()
    project = apply(project, addGroup(project, 'Main', [{ x: 36, y: 36 }]).change)
    project = apply(project, addNote(project, 'Main', { x: 900, y: 0 }, 'why').change)
    const clip = copyNodes(project, 'Main', ['group:g1', 'note:t1'])
    expect(Object.keys(clip.nodes)).toEqual(['n1'])
    const pasted = pasteNodes(project, 'Main', clip)
    expect(pasted.change.label).toBe('Pasted 1 node, 1 group, 1 note')
    const layout = apply(project, pasted.change).layouts.Main
    expect(Object.keys(layout?.groups ?? {})).toEqual(['g1', 'g2'])
    expect(layout?.notes?.t2).toMatchObject({ text: 'why', x: 936, y: 36 })
  })
})
