import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { blocks } from '../../../runtime/model/blocks.ts'
import { apply, type Change, invert } from '../../../runtime/model/change.ts'
import { check } from '../../../runtime/model/check.ts'
import { freeName, nameTrouble } from '../../../runtime/model/name.ts'
import { type Renamable, remove, rename, renameTrouble } from '../../../runtime/model/names.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { anyName } from '../../support/any-project.ts'
import { block, channel, flowOf, outgoing } from '../../support/flows.ts'

const source = `import { Service } from 'patchbay'
const log = "audit.log"
export class Store extends Service {
  static serviceName = 'store.file'
  async handle() {
    await this.outgoing.ftp.get('my.ftp').upload('my.ftp', 'x')
    await this.outgoing.rest.get("my.ftp").get('/')
    await this.invoke(log)
    this.invokeAsync(log)
  }
}
export class AuditLog extends Service {
  static serviceName = \`audit.log\`
}
export class PlainName extends Service {}
`
const other = `import { Service } from 'patchbay'
export class Other extends Service {
  handle() { return this.invoke('store.file').then(() => this.invoke('plain-name')) }
}
`

const project: Project = {
  ...emptyProject('Hub', 'h'),
  channels: { Store: { name: 'Store', type: 'rest', isActive: true, path: '/store' } },
  connections: {
    'my.ftp': { name: 'my.ftp', type: 'ftp', isActive: true, host: 'h' },
    rest: { name: 'rest', type: 'rest', isActive: true, url: 'http://h' },
  },
  flows: {
    F: flowOf('c -> s, s -> o, s -> p', {
      c: channel('Store'),
      s: { kind: 'service', ref: 'store.file' },
      p: { kind: 'service', ref: 'plain-name' },
      o: outgoing('my.ftp'),
      m: block('map', { expression: '1' }),
    }),
  },
  layouts: { F: { nodes: { c: { x: 1, y: 1 }, o: { x: 2, y: 2 } } } },
  services: {
    'services/store.ts': { path: 'services/store.ts', source },
    'services/other.ts': { path: 'services/other.ts', source: other },
  },
}

function done(change: Change): Project {
  const after = apply(project, change)
  expect(apply(after, invert(change))).toEqual(project)
  return after
}

const refs = (after: Project) =>
  Object.values(after.flows.F?.nodes ?? {}).map((node) =>
    node.kind === 'block' ? node.type : node.ref,
  )

describe('a rename', () => {
  it('of a channel is followed by its nodes', () => {
    const after = done(rename(project, 'channels', 'Store', 'Shop'))
    expect(Object.keys(after.channels)).toEqual(['Shop'])
    expect(after.channels.Shop).toMatchObject({ name: 'Shop', path: '/store' })
    expect(refs(after)).toEqual(['Shop', 'store.file', 'plain-name', 'my.ftp', 'map'])
  })

  it('of a connection is followed by nodes and by code of its type only', () => {
    const after = done(rename(project, 'connections', 'my.ftp', "Bob's"))
    expect(refs(after)).toContain("Bob's")
    expect(after.services['services/store.ts']?.source).toBe(
      source.replace("ftp.get('my.ftp')", "ftp.get('Bob\\'s')"),
    )
    expect(after.services['services/other.ts']).toBe(project.services['services/other.ts'])
  })

  it('of a service is followed by nodes, its own name and whoever invokes it', () => {
    const after = done(rename(project, 'services', 'store.file', 'store.bytes'))
    expect(refs(after)).toContain('store.bytes')
    expect(after.services['services/store.ts']?.source).toBe(
      source.replace("serviceName = 'store.file'", "serviceName = 'store.bytes'"),
    )
    expect(after.services['services/other.ts']?.source).toContain("invoke('store.bytes')")
  })

  it('changes a constant that names it once, and keeps the quotes of each place', () => {
    const after = done(rename(project, 'services', 'audit.log', 'log'))
    expect(after.services['services/store.ts']?.source).toBe(
      source.replace('"audit.log"', '"log"').replace('`audit.log`', '`log`'),
    )
  })

  it('gives a name to a service that was called after its class', () => {
    const after = done(rename(project, 'services', 'plain-name', 'other.name'))
    expect(after.services['services/store.ts']?.source).toContain(
      "class PlainName extends Service {\n  static serviceName = 'other.name'\n}",
    )
    expect(refs(after)).toContain('other.name')
  })

  it('of a flow takes its layout along', () => {
    const after = done(rename(project, 'flows', 'F', 'G'))
    expect(after.flows.G).toEqual({ ...project.flows.F, name: 'G' })
    expect(after.layouts).toEqual({ G: project.layouts.F })
  })

  it('reaches into a text that does not parse', () => {
    const broken = `${source}\nconst =`
    const files = { 'services/store.ts': { path: 'services/store.ts', source: broken } }
    const change = rename({ ...project, services: files }, 'connections', 'my.ftp', 'new')
    expect(change.edits.find(({ collection }) => collection === 'services')?.after).toMatchObject({
      source: broken.replace("ftp.get('my.ftp')", "ftp.get('new')"),
    })
  })

  it('makes no new problem, whatever the name', () => {
    const options = { connectors: definitions, blocks }
    const problems = (one: Project) =>
      check(one, options).map(({ code, at }) => `${code} ${at.node}`)
    const before = problems(project)
    const things: [Renamable, string][] = [
      ['channels', 'Store'],
      ['connections', 'my.ftp'],
      ['services', 'store.file'],
      ['services', 'plain-name'],
      ['flows', 'F'],
    ]
    fc.assert(
      fc.property(anyName, fc.constantFrom(...things), (to, [collection, from]) => {
        fc.pre(renameTrouble(project, collection, from, to) === undefined)
        expect(problems(done(rename(project, collection, from, to)))).toEqual(before)
      }),
    )
  })

  it.each([
    ['channels', 'Store', '', 'it is empty'],
    ['connections', 'my.ftp', 'rest', 'is taken'],
    ['services', 'store.file', 'audit.log', 'is taken'],
    ['services', 'store.file', 'patchbay.ping', 'is taken'],
    ['services', 'store.file', 'patchbay.mine', 'belong to the built-in'],
    ['services', 'no.such', 'x', 'There is no service'],
  ] as const)('of %s %s to "%s" is refused: %s', (collection, from, to, why) => {
    expect(renameTrouble(project, collection, from, to)).toContain(why)
  })
})

describe('a removal', () => {
  it('takes nodes, links and their spots along, and says so', () => {
    const change = remove(project, 'connections', 'my.ftp')
    expect(change.label).toBe('Deleted my.ftp and 1 node of F')
    const after = done(change)
    expect(Object.keys(after.connections)).toEqual(['rest'])
    expect(Object.keys(after.flows.F?.nodes ?? {})).toEqual(['c', 's', 'p', 'm'])
    expect(Object.keys(after.flows.F?.links ?? {})).toEqual(['l1', 'l3'])
    expect(after.layouts.F?.nodes).toEqual({ c: { x: 1, y: 1 } })
  })

  it('of a service takes its file with all services in it', () => {
    const change = remove(project, 'services', 'audit.log')
    expect(change.label).toBe('Deleted services/store.ts and 2 nodes of F')
    const after = done(change)
    expect(Object.keys(after.services)).toEqual(['services/other.ts'])
    expect(refs(after)).toEqual(['Store', 'my.ftp', 'map'])
  })

  it('of a flow leaves what its nodes stood for', () => {
    const after = done(remove(project, 'flows', 'F'))
    expect(after).toEqual({ ...project, flows: {}, layouts: {} })
  })
})

describe('a name', () => {
  it.each(['', ' a', 'a ', 'a\tb', 'x'.repeat(201), '__proto__', 'toString'])(
    'cannot be %j',
    (name) => {
      expect(nameTrouble(name)).toBeTruthy()
    },
  )

  it.each([
    ['Store', 'Store 2'],
    ['Store 2', 'Store 3'],
    ['my.ftp', 'my.ftp.2'],
    ['new-file', 'new-file-2'],
  ])('taken as %s is proposed as %s', (wish, free) => {
    expect(freeName(wish, (name) => name === wish)).toBe(free)
  })
})
