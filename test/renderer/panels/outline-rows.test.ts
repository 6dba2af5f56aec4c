import { describe, expect, it } from 'vitest'
import { toCanvas } from '../../../renderer/canvas/to-canvas.ts'
import { frameRows, outlineRows } from '../../../renderer/panels/outline/outline-rows.ts'
import { servicesOf } from '../../../renderer/store/services.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { storeProject } from '../../support/designer.ts'

const rowsOf = (project: Project) =>
  outlineRows(toCanvas(project, 'Main', servicesOf(project))).map(({ data, links }) => [
    data.title,
    ...links.map(({ words }) => words),
  ])

describe('the outline of a flow', () => {
  it('goes as messages go, with each link in words under both of its nodes', () => {
    expect(rowsOf(storeProject())).toEqual([
      ['Store', 'to store.file'],
      ['store.file', 'from Store', 'to Map', 'uses my.ftp, by its code'],
      ['Map', 'from store.file'],
      ['my.ftp', 'used by the code of store.file'],
    ])
  })

  it('names the port of a link that is not the main one, and what a reply is', () => {
    const project = storeProject()
    const main = project.flows.Main
    if (!main) throw new Error('There is no flow Main.')
    const links = {
      l1: { from: { node: 'n1', port: 'out' }, to: { node: 'n2', port: 'in' } },
      l2: { from: { node: 'n2', port: 'error' }, to: { node: 'n3', port: 'in' } },
      l3: { from: { node: 'n3', port: 'out' }, to: { node: 'n1', port: 'reply' } },
    }
    const rows = rowsOf({ ...project, flows: { Main: { ...main, links } } })
    expect(rows.find(([title]) => title === 'Map')).toEqual([
      'Map',
      'from store.file, from port error',
      'replies to Store',
    ])
    expect(rows[0]).toEqual(['Store', 'to store.file', 'reply from Map'])
  })

  it('ends with groups and notes, a group with how much is in it', () => {
    const project = storeProject()
    const main = project.layouts.Main
    if (!main) throw new Error('There is no layout Main.')
    const groups = { g1: { x: 0, y: 0, width: 540, height: 180, title: 'Way in' } }
    const notes = { t1: { x: 0, y: 400, width: 200, height: 100, text: 'Ask Anna first.' } }
    const drawn = { ...project, layouts: { Main: { ...main, groups, notes } } }
    const picture = toCanvas(drawn, 'Main', servicesOf(drawn))
    expect(frameRows(picture).map(({ words }) => words)).toEqual([
      'group Way in, 2 nodes inside',
      'note Ask Anna first.',
    ])
  })
})
