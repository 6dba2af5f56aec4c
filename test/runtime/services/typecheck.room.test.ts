import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { emptyProject } from '../../../runtime/model/project.ts'
import { projectTypings } from '../../../runtime/model/typings.ts'
import { typecheck } from '../../../runtime/services/typecheck.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'
import { filesOf, type Texts } from '../../support/services.ts'

/** What is wrong with services of a project that has the connections ERP and my.ftp. */
async function wrong(texts: Texts, folder = scratchFolder()): Promise<string[]> {
  const project = {
    ...emptyProject('Hub', 'h'),
    connections: {
      ERP: { name: 'ERP', type: 'rest', isActive: true },
      'my.ftp': { name: 'my.ftp', type: 'ftp', isActive: true },
    },
    services: filesOf(texts),
  }
  const typings = projectTypings(project, definitions)
  const problems = await typecheck(folder, project.services, typings)
  return problems.map(
    ({ severity, code, message, at }) =>
      `${at.name}:${at.line}:${at.column} ${severity} ${code} ${message}`,
  )
}

const store = (line: string) => `import { DateTime, NotFound, Service } from 'patchbay'
import { join } from 'node:path'
import { double } from './lib/double.ts'

/** Stores what comes. */
export class Store extends Service {
  static io = { input: ['cust_id', DateTime('at?')], output: ['size', 'is_new?'] } as const

  async handle() {
    ${line}
    const { cust_id, at } = this.request.input
    const path = join('in', String(double(cust_id)), at?.toISOString() ?? 'none')
    const { size } = await this.outgoing.ftp.get('my.ftp').upload(path, this.request.raw)
    if (size === 0) throw new NotFound('empty')
    this.response.payload = { size: String(size), is_new: true }
  }
}
`
const double = { 'services/lib/double.ts': 'export const double = (n: number) => n * 2' }

describe('the services of a project', () => {
  it('are sound with what the project has', async () => {
    expect(await wrong({ 'services/store.ts': store(''), ...double })).toEqual([])
  })

  it('are told where they are wrong', async () => {
    const [first, ...more] = await wrong({
      'services/store.ts': store(`await this.outgoing.rest.get('EPR').get('/')`),
      ...double,
    })
    expect(first).toMatch(
      /^services\/store\.ts:10:34 error SERVICE_TYPE_WRONG .*'"EPR"'.*'"ERP"'.* \(TS2345\)$/,
    )
    expect(more).toEqual([])
  })

  it('are told in the order of files and lines', async () => {
    const found = await wrong({
      'services/b.ts': 'const b: number = "b"\nexport const c: string = 1',
      'services/a.ts': 'export const a: number = {}\nconst (',
    })
    expect(found.map((line) => line.split(' ', 1)[0])).toEqual([
      'services/a.ts:1:14',
      'services/a.ts:2:7',
      'services/a.ts:2:8',
      'services/b.ts:1:7',
      'services/b.ts:2:14',
    ])
  })

  it('are those in memory, not those on disk', async () => {
    const folder = scratchFolder({
      'services/store.ts': 'this is no TypeScript',
      'services/lib/double.ts': 'nor this',
      'services/gone.ts': 'export const x = 1',
    })
    expect(await wrong({ 'services/store.ts': store(''), ...double }, folder)).toEqual([])
    const [found] = await wrong({ 'services/a.ts': `import { x } from './gone'\nx()` }, folder)
    expect(found).toMatch(/^services\/a\.ts:1:19 error .*TS2307/)
  })

  it('may use packages, with declarations or without', async () => {
    const folder = scratchFolder()
    fill(folder, {
      'node_modules/typed/package.json': '{ "name": "typed", "types": "index.d.ts" }',
      'node_modules/typed/index.d.ts': 'export declare const word: string',
      'node_modules/bare/package.json': '{ "name": "bare", "main": "index.js" }',
      'node_modules/bare/index.js': 'exports.word = 1',
    })
    const text = `import { word } from 'typed'
import { word as bare } from 'bare'
import { word as missing } from 'missing'
export const all: [number, unknown, unknown] = [word, bare, missing]`
    const found = await wrong({ 'services/a.ts': text }, folder)
    expect(found.map((line) => line.split(' ', 3).join(' '))).toEqual([
      'services/a.ts:2:30 warning SERVICE_UNTYPED',
      'services/a.ts:3:33 error SERVICE_TYPE_WRONG',
      'services/a.ts:4:49 error SERVICE_TYPE_WRONG',
    ])
  })
})
