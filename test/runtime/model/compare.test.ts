import { describe, expect, it } from 'vitest'
import { compare, fieldsOf } from '../../../runtime/model/compare.ts'
import { compareFlow } from '../../../runtime/model/compare-flow.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { storeProject } from '../../support/designer.ts'

const before = storeProject()

function withFlow(change: (flow: NonNullable<Project['flows'][string]>) => object): Project {
  const main = before.flows.Main
  if (!main) throw new Error('There is no flow Main.')
  return { ...before, flows: { Main: { ...main, ...change(main) } } }
}

describe('a comparison', () => {
  it('of a project with itself is empty', () => {
    expect(compare(before, structuredClone(before))).toEqual([])
  })

  it('lists what is new, gone and changed, drawings and code first', () => {
    const after: Project = {
      ...before,
      channels: { New: { name: 'New', type: 'rest', isActive: true } },
      services: { 'services/store.ts': { path: 'services/store.ts', source: 'x' } },
      layouts: {},
    }
    expect(
      compare(before, after).map(({ collection, key, kind }) => [collection, key, kind]),
    ).toEqual([
      ['services', 'services/store.ts', 'changed'],
      ['channels', 'New', 'added'],
      ['channels', 'Store', 'removed'],
      ['layouts', 'Main', 'removed'],
    ])
  })

  it('does not see how lines of a service end', () => {
    const [file] = Object.values(before.services)
    if (!file) throw new Error('There is no service.')
    const windows = { ...file, source: file.source.replaceAll('\n', '\r\n') }
    expect(compare(before, { ...before, services: { [file.path]: windows } })).toEqual([])
  })

  it('goes into members and lists of things, and takes lists of words as a whole', () => {
    const was = { a: { b: 1, c: 2 }, words: ['x'], rows: [{ n: 1 }, { n: 2 }], gone: true }
    const is = { a: { b: 1, c: 3 }, words: ['x', 'y'], rows: [{ n: 1 }, { n: 5 }], fresh: {} }
    expect(fieldsOf({ before: was as never, after: is as never })).toEqual([
      { path: ['a', 'c'], kind: 'changed', before: 2, after: 3 },
      { path: ['words'], kind: 'changed', before: ['x'], after: ['x', 'y'] },
      { path: ['rows', '1', 'n'], kind: 'changed', before: 2, after: 5 },
      { path: ['gone'], kind: 'removed', before: true, after: undefined },
      { path: ['fresh'], kind: 'added', before: undefined, after: {} },
    ])
  })

  it('of a new object tells each of its fields', () => {
    const after = before.connections['my.ftp']
    const paths = fieldsOf({ before: undefined, after }).map(({ path }) => path.join('.'))
    expect(paths).toEqual(['name', 'type', 'isActive', 'host'])
  })
})

describe('the comparison of a flow', () => {
  it('draws what is gone beside what is there', () => {
    const after = withFlow(({ nodes: { n3: _n3, ...nodes }, links: { l2: _l2, ...links } }) => ({
      nodes,
      links,
    }))
    const marks = compareFlow(before, after, 'Main')
    expect(marks.nodes).toEqual({ n3: 'removed' })
    expect(marks.links).toEqual({ l2: 'removed' })
    expect(Object.keys(marks.project.flows.Main?.nodes ?? {})).toEqual(['n1', 'n2', 'n3'])
    expect(marks.project.layouts.Main?.nodes.n3).toEqual({ x: 576, y: 36 })
  })

  it('draws a link that goes elsewhere as it was, too', () => {
    const after = withFlow(({ links }) => ({
      links: {
        ...links,
        l2: { from: { node: 'n1', port: 'out' }, to: { node: 'n3', port: 'in' } },
      },
    }))
    const { links, project } = compareFlow(before, after, 'Main')
    expect(links).toEqual({ l2: 'changed', 'l2~before': 'removed' })
    expect(project.flows.Main?.links['l2~before']).toEqual(before.flows.Main?.links.l2)
  })

  it('marks the nodes of an object or a service that changed', () => {
    const after: Project = {
      ...before,
      channels: { Store: { name: 'Store', type: 'rest', isActive: false, path: '/store' } },
      services: { 'services/store.ts': { path: 'services/store.ts', source: 'other' } },
    }
    expect(compareFlow(before, after, 'Main').nodes).toEqual({ n1: 'changed' })
    const withCode = compareFlow(before, after, 'Main', () => 'services/store.ts')
    expect(withCode.nodes).toEqual({ n1: 'changed', n2: 'changed' })
  })

  it('of a flow that is new or gone marks all of it', () => {
    const without = { ...before, flows: {}, layouts: {} }
    expect(compareFlow(without, before, 'Main').nodes).toEqual({
      n1: 'added',
      n2: 'added',
      n3: 'added',
    })
    expect(compareFlow(before, without, 'Main').links).toEqual({ l1: 'removed', l2: 'removed' })
  })

  it('tells what only stands elsewhere', () => {
    const nodes = { ...before.layouts.Main?.nodes, n2: { x: 0, y: 0 } }
    const marks = compareFlow(before, { ...before, layouts: { Main: { nodes } } }, 'Main')
    expect([...marks.moved]).toEqual(['n2'])
    expect(marks.nodes).toEqual({})
  })
})
