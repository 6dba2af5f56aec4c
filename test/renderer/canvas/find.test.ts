import { describe, expect, it } from 'vitest'
import { changedSince } from '../../../renderer/canvas/changed.ts'
import { completions, findOnCanvas, parseQuery } from '../../../renderer/canvas/find.ts'
import { toCanvas } from '../../../renderer/canvas/to-canvas.ts'
import { addGroup } from '../../../renderer/edits/frames.ts'
import { editNode } from '../../../renderer/edits/node.ts'
import { noHistory, record } from '../../../renderer/store/history.ts'
import { servicesOf } from '../../../renderer/store/services.ts'
import { apply } from '../../../runtime/model/change.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { queueProject, storeProject } from '../../support/designer.ts'

function found(text: string, project: Project = queueProject(), history = noHistory): string[] {
  const services = servicesOf(project)
  const { cards, frames } = toCanvas(project, 'Main', services)
  const isInvalid = (place: string) => place === 'flows/Main/n3' || place === 'channels/Orders'
  const isChanged = changedSince(history, project, 'Main')
  return findOnCanvas([...cards, ...frames], text, { project, services, isInvalid, isChanged })
}

describe('finding on a flow', () => {
  it('goes by words, all of which must be there', () => {
    expect(found('store')).toEqual(['n1', 'n2'])
    expect(found('store channel')).toEqual(['n1'])
    expect(found('')).toEqual([])
  })

  it('narrows by state', () => {
    expect(found('is:invalid')).toEqual(['n3', 'n4'])
    expect(found('is:invalid orders')).toEqual(['n4'])
    const main = queueProject().flows.Main
    const loose = { ...queueProject(), flows: { Main: { ...main, name: 'Main', links: {} } } }
    expect(found('is:unused type:channel', loose as Project)).toEqual(['n1', 'n4'])
    expect(found('is:nonsense')).toEqual([])
  })

  it('narrows by kind and by type', () => {
    expect(found('type:channel')).toEqual(['n1', 'n4'])
    expect(found('type:amqp')).toEqual(['n4'])
    expect(found('type:map type:rest')).toEqual(['n1', 'n3'])
  })

  it('knows what code and channels name', () => {
    expect(found('uses:my.ftp')).toContain('n2')
    expect(found('uses:rabbit')).toEqual(['n4'])
  })

  it('knows what was changed since the project was opened', () => {
    const start = queueProject()
    const change = editNode(start, 'Main', 'n3', 'the label', { label: 'Other' })
    const history = record(noHistory, { change, origin: 'user' }, 1)
    expect(found('is:changed', apply(start, change), history)).toEqual(['n3'])
  })

  it('finds groups by their words', () => {
    const start = storeProject()
    const project = apply(start, addGroup(start, 'Main', [{ x: 0, y: 0 }]).change)
    expect(found('type:group', project)).toEqual(['group:g1'])
  })
})

describe('the operators', () => {
  it('are read apart from words, names with spaces in quotes', () => {
    expect(parseQuery('a is:invalid uses:"my ftp" b')).toEqual({
      words: ['a', 'b'],
      is: ['invalid'],
      type: [],
      uses: ['my ftp'],
    })
  })

  it('are completed, and so are their values', () => {
    const project = queueProject()
    expect(completions('', project)).toEqual(['is:', 'type:', 'uses:'])
    expect(completions('x is:in', project)).toEqual(['x is:invalid'])
    expect(completions('uses:r', project)).toEqual(['uses:rabbit'])
  })
})
