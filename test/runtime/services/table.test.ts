import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../runtime/model/problem.ts'
import type { ServiceTable } from '../../../runtime/services/table.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'
import { callIn, prepareTexts, type Texts } from '../../support/services.ts'

function named(name: string, says: string, head = ''): string {
  return `import { Service } from 'patchbay'
${head}
export class Named extends Service {
  static serviceName = '${name}'
  handle() { this.response.payload = ${says} }
}
`
}

async function sayings(table: ServiceTable, name = 'a'): Promise<string> {
  return (await callIn(table, {}, { name })).raw.toString()
}

function told({ message, at, fix }: Problem) {
  return [`${at.name}:${at.line}:${at.column}`, message, fix]
}

/** The table after several versions of the project, one deployed on the other. */
async function deployed(...versions: Texts[]) {
  let prepared = await prepareTexts({})
  for (const texts of versions) prepared = await prepareTexts(texts, prepared.table)
  return prepared
}

describe('a deploy', () => {
  it('loads what differs and keeps the rest', async () => {
    const a = named('a', `'1'`)
    const b = named('b', `'1'`)
    const first = await prepareTexts({ 'services/a.ts': a, 'services/b.ts': b })
    expect(first.touched.sort()).toEqual(['services/services/a.ts', 'services/services/b.ts'])
    const changed = { 'services/a.ts': named('a', `'2'`), 'services/b.ts': b }
    const second = await prepareTexts(changed, first.table)
    expect(second.touched).toEqual(['services/services/a.ts'])
    expect(second.table.get('b')).toBe(first.table.get('b'))
    expect(await sayings(second.table)).toBe('2')
    expect(await sayings(first.table)).toBe('1')
  })

  it('loads again what imports the file that differs', async () => {
    const files = (word: string) => ({
      'services/a.ts': named('a', 'word', `import { word } from './lib/word'`),
      'services/b.ts': named('b', `'b'`),
      'services/lib/word.ts': `export { word } from './deep.js'`,
      'services/lib/deep.ts': `export const word = '${word}'`,
    })
    const { table, touched } = await deployed(files('one'), files('two'))
    expect(touched.sort()).toEqual([
      'services/services/a.ts',
      'services/services/lib/deep.ts',
      'services/services/lib/word.ts',
    ])
    expect(await sayings(table)).toBe('two')
  })

  it('forgets what was removed', async () => {
    const { table, touched } = await deployed({ 'services/a.ts': named('a', `'1'`) }, {})
    expect(touched).toEqual(['services/services/a.ts'])
    expect(table.get('a')).toBeUndefined()
  })

  it('keeps what ran when the new text does not compile', async () => {
    const good = { 'services/a.ts': named('a', `'1'`) }
    const bad = { 'services/a.ts': `import { Service } from 'patchbay'\nclass {\n` }
    const broken = await deployed(good, bad)
    expect(await sayings(broken.table)).toBe('1')
    expect(broken.problems.map(told)).toEqual([
      ['services/a.ts:2:7', 'Expected identifier but found "{".', undefined],
    ])
    const again = await prepareTexts(bad, broken.table)
    expect(again.problems).toEqual(broken.problems)
    expect(again.touched).toEqual([])
    const mended = await prepareTexts({ 'services/a.ts': named('a', `'2'`) }, again.table)
    expect(mended.problems).toEqual([])
    expect(await sayings(mended.table)).toBe('2')
  })

  it('names the imported file that is broken', async () => {
    const { problems } = await prepareTexts({
      'services/a.ts': named('a', 'word', `import { word } from './word'`),
      'services/word.ts': `export const word = 'ü' +`,
    })
    expect(new Set(problems.map(({ at }) => `${at.name}:${at.line}`))).toEqual(
      new Set(['services/word.ts:1']),
    )
  })

  it('counts columns as editors do', async () => {
    const { problems } = await prepareTexts({ 'services/a.ts': `const a = 'äöü' § 1` })
    expect(problems[0]?.at).toMatchObject({ line: 1, column: 17 })
  })

  it('says which import is not there', async () => {
    const { problems } = await prepareTexts({
      'services/a.ts': named('a', 'x', `import { x } from './gone'`),
      'services/b.ts': named('b', 'x', `import { x } from '../../outside'`),
    })
    expect(problems.map(told)).toEqual([
      ['services/a.ts:2:19', 'There is no file "./gone" beside services/a.ts.', undefined],
      ['services/b.ts:2:19', 'There is no file "../../outside" beside services/b.ts.', undefined],
    ])
  })

  it('says where a file fails while it is loaded', async () => {
    const good = { 'services/a.ts': named('a', `'1'`) }
    const bad = { 'services/a.ts': named('a', `'2'`, `throw new Error('not today')`) }
    const { table, problems } = await deployed(good, bad)
    expect(await sayings(table)).toBe('1')
    expect(problems.map(told)).toEqual([
      ['services/a.ts:2:7', 'The file compiles, but fails when it is loaded: not today', undefined],
    ])
  })

  it('still knows the lines of what runs after many that failed to load', async () => {
    const good = {
      'services/a.ts': named('a', `missing`, 'interface Left {}\ndeclare const missing: 1'),
    }
    const bad = { 'services/a.ts': named('a', `'2'`, `throw new Error('not today')`) }
    const { table } = await deployed(good, ...Array.from({ length: 20 }, () => bad))
    await expect(sayings(table)).rejects.toMatchObject({
      at: { name: 'services/a.ts', line: 6, column: 38 },
    })
  })

  it('refuses an io that makes no sense', async () => {
    const text = named('a', `'1'`).replace('handle', `static io = { input: ['x', 'x?'] }\n handle`)
    const { problems } = await prepareTexts({ 'services/a.ts': text })
    expect(problems[0]?.message).toContain('The element "x" of static io is there twice.')
  })
})

describe('a table', () => {
  it('knows the elements that must not be shown', async () => {
    const { table } = await prepareTexts({
      'services/a.ts': `import { Dict, Secret, Service } from 'patchbay'
        export class A extends Service {
          static io = {
            input: ['id', Secret('pin'), { card: [Dict('owner', [Secret('code?')])] }],
            output: ['password', 'name'],
          } as const
          handle() {}
        }`,
    })
    expect(table.secretElements()).toEqual(new Set(['pin', 'code', 'password']))
  })
})

describe('a name', () => {
  it('is made from the class when none is given', async () => {
    const { table } = await prepareTexts({
      'services/a.ts': `import { Service } from 'patchbay'
        export class BillingHandler extends Service { handle() {} }`,
    })
    expect(table.get('billing-handler')?.className).toBe('BillingHandler')
  })

  it('is that of the class, whatever else of its bundle has it', async () => {
    const { table, problems } = await prepareTexts({
      'services/a.ts': `import { Service } from 'patchbay'
        import { helper } from './b'
        export class Same extends Service { handle() { this.response.payload = helper } }`,
      'services/b.ts': `class Same {}\nexport const helper = new Same().constructor.name`,
    })
    expect(problems).toEqual([])
    expect(await sayings(table, 'same')).toBe('Same')
  })

  it('belongs to the first file that has it', async () => {
    const { table, problems } = await prepareTexts({
      'services/b.ts': named('a', `'b'`),
      'services/a.ts': named('a', `'a'`),
      'services/p.ts': named('patchbay.ping', `'p'`),
    })
    expect(await sayings(table)).toBe('a')
    expect(problems.map(told)).toEqual([
      [
        'services/b.ts:undefined:undefined',
        'The service name "a" of services/b.ts is taken by Named in services/a.ts.',
        'Give one of them another static serviceName.',
      ],
      [
        'services/p.ts:undefined:undefined',
        'The service name "patchbay.ping" of services/p.ts is taken by Ping in patchbay.',
        'Give one of them another static serviceName.',
      ],
    ])
  })

  it('is given to classes that are exported and no others', async () => {
    const { table } = await prepareTexts({
      'services/a.ts': `import { Service } from 'patchbay'
        class Hidden extends Service {}
        export class Shown extends Hidden { handle() {} }
        export { Shown as Again }
        export class Plain {}
        export const value = 5`,
      'services/types.d.ts': 'declare const x: number',
    })
    expect(table.names().filter((name) => !name.startsWith('patchbay.'))).toEqual(['shown'])
  })
})

describe('what a file imports', () => {
  const packages = {
    'node_modules/old/package.json': '{ "name": "old", "main": "index.js" }',
    'node_modules/old/index.js': 'exports.word = "old"; exports.made = (exports.made ?? 0) + 1',
    'node_modules/esm/package.json':
      '{ "name": "esm", "type": "module", "exports": { "import": "./index.js" } }',
    'node_modules/esm/index.js': 'export const word = "esm"; export default "default"',
    'node_modules/esm2/package.json': '{ "name": "esm2", "type": "module", "main": "index.js" }',
    'node_modules/esm2/index.js': 'export const word = "esm2"',
  }

  it('may be Node itself, npm packages and ES modules', async () => {
    const folder = scratchFolder(packages)
    const head = `import { createHash } from 'node:crypto'
import { join } from 'path'
import { word as old } from 'old'
import standard, { word as esm } from 'esm'
import * as esm2 from 'esm2'`
    const says = `[createHash('md5').update('').digest('hex').length, join('a', 'b'), old, standard, esm, esm2.word]`
    const { table, problems } = await prepareTexts(
      { 'services/a.ts': named('a', says, head) },
      undefined,
      folder,
    )
    expect(problems).toEqual([])
    expect(JSON.parse(await sayings(table))).toEqual([32, 'a/b', 'old', 'default', 'esm', 'esm2'])
  })

  it('may be asked for later', async () => {
    const folder = scratchFolder(packages)
    const text = `import { Service } from 'patchbay'
export class A extends Service {
  async handle() {
    let optional = 'none'
    try { optional = require('never-there') } catch {}
    const { word } = await import('old')
    this.response.payload = [optional, word, __filename.endsWith('services/a.ts')]
  }
}`
    const { table } = await prepareTexts({ 'services/a.ts': text }, undefined, folder)
    expect(await sayings(table)).toBe('["none","old",true]')
  })

  it('may be JSON and helpers of the folder', async () => {
    const folder = scratchFolder({
      'services/rates.json': '{ "EUR": 1 }',
      'lib/double.ts': 'export const double = (n: number): number => n * 2',
    })
    const head = `import rates from './rates.json'\nimport { double } from '../lib/double'`
    const texts = { 'services/a.ts': named('a', '[double(rates.EUR)]', head) }
    const first = await prepareTexts(texts, undefined, folder)
    expect(await sayings(first.table)).toBe('[2]')
    writeFileSync(join(folder, 'services/rates.json'), '{ "EUR": 4 }')
    const second = await prepareTexts(texts, first.table, folder)
    expect(await sayings(second.table)).toBe('[8]')
  })

  it('is a copy of its own, with its own variables', async () => {
    const count = `import { count } from './lib/count'`
    const { table } = await prepareTexts({
      'services/a.ts': named('a', 'String(count())', count),
      'services/b.ts': named('b', 'String(count())', count),
      'services/lib/count.ts': 'let counted = 0\nexport const count = () => ++counted',
    })
    expect(await sayings(table, 'a')).toBe('1')
    expect(await sayings(table, 'a')).toBe('2')
    expect(await sayings(table, 'b')).toBe('1')
  })

  it('is missed by its name, and found once it is installed', async () => {
    const folder = scratchFolder()
    const text = named('a', 'word', `import { word } from '@scope/pkg/deep'`)
    const first = await prepareTexts({ 'services/a.ts': text }, undefined, folder)
    expect(first.problems.map(told)).toEqual([
      [
        'services/a.ts:2:23',
        `The package "@scope/pkg/deep" is not installed in the project's folder.`,
        'Add it with: npm install @scope/pkg',
      ],
    ])
    fill(folder, {
      'node_modules/@scope/pkg/package.json': '{ "name": "@scope/pkg" }',
      'node_modules/@scope/pkg/deep.js': 'exports.word = "deep"',
    })
    const second = await prepareTexts({ 'services/a.ts': text }, first.table, folder)
    expect(second.problems).toEqual([])
    expect(await sayings(second.table)).toBe('deep')
  })

  it('of a service file is what is in memory, not what lies on disk', async () => {
    const folder = scratchFolder({
      'services/a.ts': 'saved long ago',
      'services/b.ts': 'export const x = 1',
    })
    const texts = { 'services/a.ts': named('a', `'memory'`) }
    expect(await sayings((await prepareTexts(texts, undefined, folder)).table)).toBe('memory')
    const gone = { 'services/a.ts': named('a', 'x', `import { x } from './b'`) }
    const { problems } = await prepareTexts(gone, undefined, folder)
    expect(problems[0]?.message).toBe('There is no file "./b" beside services/a.ts.')
  })
})

describe('the cache', () => {
  const texts = {
    'services/a.ts': named('a', 'word', `import { word } from './word'`),
    'services/word.ts': `export const word: string = 'one'`,
  }
  const cacheOf = (folder: string) => join(folder, '.patchbay/cache/services')

  /** The entry of services/a.ts, and how it is changed by hand. */
  function entryOf(folder: string) {
    const file = readdirSync(cacheOf(folder))
      .map((name) => join(cacheOf(folder), name))
      .find((path) => JSON.parse(readFileSync(path, 'utf8')).path === 'services/a.ts')
    if (file === undefined) throw new Error('It is not cached.')
    return {
      edit: (change: (text: string) => string) =>
        writeFileSync(file, change(readFileSync(file, 'utf8'))),
    }
  }

  it('spares the compiler when nothing differs', async () => {
    const folder = scratchFolder()
    await prepareTexts(texts, undefined, folder)
    // Only what comes from the cache can say this.
    entryOf(folder).edit((text) => text.replaceAll('\\"one\\"', `'cached'`))
    expect(await sayings((await prepareTexts(texts, undefined, folder)).table)).toBe('cached')
  })

  it('is not used when an imported file differs', async () => {
    const folder = scratchFolder()
    await prepareTexts(texts, undefined, folder)
    const changed = { ...texts, 'services/word.ts': `export const word = 'two'` }
    expect(await sayings((await prepareTexts(changed, undefined, folder)).table)).toBe('two')
  })

  it('is made anew when it is broken', async () => {
    const folder = scratchFolder()
    await prepareTexts(texts, undefined, folder)
    entryOf(folder).edit((text) => text.slice(0, 40))
    const { table } = await prepareTexts(texts, undefined, folder)
    expect(await sayings(table)).toBe('one')
    expect(readdirSync(cacheOf(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('may be where nothing can be written', async () => {
    const folder = scratchFolder({ '.patchbay/cache': 'a file where the folder should be' })
    const { table, problems } = await prepareTexts(texts, undefined, folder)
    expect(problems).toEqual([])
    expect(await sayings(table)).toBe('one')
  })

  it('holds nothing that failed', async () => {
    const folder = scratchFolder()
    await prepareTexts({ 'services/a.ts': 'class {' }, undefined, folder)
    expect(existsSync(cacheOf(folder)) ? readdirSync(cacheOf(folder)) : []).toEqual([])
  })
})
