/** What an export holds: only what the project uses, the same bytes each time, and no secret. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { digest, readLock } from '../../../runtime/export/lock.ts'
import type { Made } from '../../../runtime/export/make.ts'
import { copyOfSample, madeFrom } from '../../support/exported.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'
import { helloProject, serviceOf } from '../../support/served-project.ts'
import { CycloneDX } from './schemas.ts'

const textOf = ({ files }: Made, path: string) => Buffer.from(files.get(path) ?? []).toString()

const engineOf = ({ files }: Made) =>
  [...files.keys()]
    .filter((path) => path.startsWith('runtime/') && path.endsWith('.js'))
    .map((path) => Buffer.from(files.get(path) ?? []).toString())
    .join('\n')

const namesOf = (made: Made) =>
  readLock(textOf(made, 'export-lock.json'))?.packages.engine.map(({ name }) => name) ?? []

describe('the engine of an export', () => {
  it('has only the systems that the project uses', async () => {
    const hello = await madeFrom(scratchFolder(helloProject(1)))
    expect(hello.refusals).toEqual([])
    expect(namesOf(hello)).toContain('find-my-way')
    for (const name of ['amqplib', 'basic-ftp', 'node-vault', 'jose', 'esbuild', 'typescript'])
      expect(namesOf(hello), name).not.toContain(name)
    expect(engineOf(hello)).not.toMatch(/node_modules\/(amqplib|basic-ftp|jose|libsql)\//)

    const queue = await madeFrom(copyOfSample('queue-orders'))
    expect(namesOf(queue)).toContain('amqplib')
    expect(namesOf(queue)).not.toContain('basic-ftp')
    const store = await madeFrom(copyOfSample('store-files'))
    expect(namesOf(store)).toContain('basic-ftp')
    expect(namesOf(store)).not.toContain('amqplib')
  })

  it('has a file for every kind of connector and security definition', async () => {
    const folder = scratchFolder(helloProject(1))
    const all = await madeFrom(folder, { more: ['all'] })
    expect(all.refusals).toEqual([])
    expect(namesOf(all)).toEqual(expect.arrayContaining(['amqplib', 'basic-ftp', 'jose']))
    for (const { type } of definitions) await madeFrom(folder, { more: [type] })
    await expect(madeFrom(folder, { more: ['soap2'] })).rejects.toThrow(/--with soap2: must be all/)
  })

  it('is listed with exact versions, and a hash of each file', async () => {
    const made = await madeFrom(scratchFolder(helloProject(1)))
    const lock = readLock(textOf(made, 'export-lock.json'))
    for (const one of lock?.packages.engine ?? [])
      expect(one, one.name).toMatchObject({
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        integrity: expect.stringMatching(/^sha512-/),
      })
    const others = [...made.files.keys()].filter((path) => path !== 'export-lock.json')
    expect(Object.keys(lock?.files ?? {})).toEqual(others)
    for (const path of others)
      expect(digest(made.files.get(path) ?? ''), path).toBe(lock?.files[path])
  })

  it('has a list of materials that CycloneDX accepts', async () => {
    for (const sample of ['store-files', 'queue-orders']) {
      const made = await madeFrom(copyOfSample(sample))
      expect(await CycloneDX.errorsIn(textOf(made, 'sbom.cdx.json'))).toBeNull()
      const { components } = JSON.parse(textOf(made, 'sbom.cdx.json'))
      expect(components.length).toBe(namesOf(made).length + 1)
    }
    expect(await CycloneDX.errorsIn('{"bomFormat":"CycloneDX","specVersion":"1.6"}')).toBeNull()
    expect(await CycloneDX.errorsIn('{"bomFormat":"other","specVersion":"1.6"}')).not.toBeNull()
  })
})

describe('the bytes of an export', () => {
  it('are the same in another folder, at another time, and with the files made in another order', async () => {
    for (const target of ['node', 'compose', 'kubernetes'] as const) {
      const one = copyOfSample('queue-orders')
      fill(one, { 'tests/one.json': '{}', 'services/zebra.ts': serviceOf('') })
      const other = scratchFolder()
      const paths = readdirSync(one, { recursive: true, encoding: 'utf8' }).filter((path) =>
        path.includes('.'),
      )
      for (const path of paths.sort().reverse()) {
        mkdirSync(join(other, path, '..'), { recursive: true })
        cpSync(join(one, path), join(other, path))
      }
      const [first, second] = [
        await madeFrom(one, { target }),
        // Compiled anew: what the first left in its folder is not here.
        await madeFrom(other, { target }),
      ]
      expect([...second.files.keys()]).toEqual([...first.files.keys()])
      for (const [path, bytes] of first.files)
        expect(digest(second.files.get(path) ?? ''), path).toBe(digest(bytes))
      expect(first.files.size).toBeGreaterThan(50)
    }
  })
})

describe('secrets', () => {
  const value = 'Tr0ub4dor"&3'
  const secrets = new Map([['erp.password', value]])
  const connection = JSON.stringify({
    ...{ name: 'erp', type: 'ftp', isActive: true, host: 'ftp.example', user: 'me' },
    password: { secret: 'erp.password' },
  })
  const project = helloProject(1, { 'connections/erp.json': connection })

  it('are named where they are missing, and never written', async () => {
    const folder = scratchFolder(project)
    const without = await madeFrom(folder)
    expect(without.missing).toEqual([
      { secret: 'erp.password', uses: ['connections/erp, field password'] },
    ])
    const made = await madeFrom(folder, { secrets })
    expect(made.missing).toEqual([])
    expect(made.refusals).toEqual([])
    expect(textOf(made, '.env.example')).toContain(
      '# erp.password: connections/erp, field password\nPATCHBAY_SECRET_ERP_PASSWORD=\n',
    )
  })

  it('refuse to go out in a service, a setting, a test or a comment', async () => {
    const places = {
      'services/hello.ts': serviceOf(`const password = ${JSON.stringify(value)}; void password`),
      'channels/hello.json': JSON.stringify({
        ...JSON.parse(project['channels/hello.json'] ?? ''),
        description: `The password is ${value}`,
      }),
      'tests/one.json': JSON.stringify({ name: 'one', note: encodeURIComponent(value) }),
      'services/two.ts': `${serviceOf('').replace("'hello'", "'two'").replace('class Hello', 'class Two')}// ${Buffer.from(value).toString('base64')}`,
    }
    for (const [path, text] of Object.entries(places)) {
      const { refusals } = await madeFrom(scratchFolder({ ...project, [path]: text }), { secrets })
      const words = refusals.find((one) => one.includes('would hold')) ?? ''
      expect(words, path).toContain(`"erp.password" in project/${path}:`)
      expect(words).not.toContain(value)
    }
  })
})

describe('npm packages of a project', () => {
  const withPackage = (name: string, files: Record<string, string>, version = '1.2.3') =>
    Object.fromEntries(
      Object.entries({
        'package.json': JSON.stringify({ name, version, license: 'MIT' }),
        ...files,
      }).map(([path, text]) => [`node_modules/${name}/${path}`, text]),
    )
  const using = (name: string) => ({
    'services/hello.ts': serviceOf(
      'this.response.payload = { words: words() }',
      `import words from '${name}'`,
    ),
  })

  it('are bundled, and stand in the lock and the list of materials', async () => {
    const folder = scratchFolder({
      ...helloProject(1, using('words')),
      ...withPackage('words', { 'index.js': "module.exports = () => require('deeper')" }),
      ...withPackage('deeper', { 'index.js': "module.exports = 'found'" }),
    })
    const made = await madeFrom(folder)
    expect(made.refusals).toEqual([])
    expect(readLock(textOf(made, 'export-lock.json'))?.packages.project).toEqual([
      { name: 'deeper', version: '1.2.3' },
      { name: 'words', version: '1.2.3' },
    ])
    const sbom = textOf(made, 'sbom.cdx.json')
    expect(sbom).toContain('pkg:npm/words@1.2.3')
    expect(await CycloneDX.errorsIn(sbom)).toBeNull()
  })

  it('refuse with a name when one is missing or holds machine code', async () => {
    const missing = await madeFrom(scratchFolder(helloProject(1, using('words'))))
    expect(missing.refusals.join()).toMatch(/"words" \(services\/hello.ts\) is not installed/)
    const native = {
      required: { 'index.js': "module.exports = require('./build/it.node')", 'build/it.node': 'x' },
      found: { 'index.js': "module.exports = require('fs')", 'prebuilds/linux-x64/it.node': 'x' },
      built: { 'index.js': 'module.exports = 1', 'binding.gyp': '{}' },
    }
    for (const [kind, files] of Object.entries(native)) {
      const folder = scratchFolder({
        ...helloProject(1, using('words')),
        ...withPackage('words', files),
      })
      const { refusals } = await madeFrom(folder)
      expect(refusals.join(), kind).toMatch(
        /"words" \(services\/hello.ts\) has a part in machine code/,
      )
    }
  })

  it('may be missing where a service asks in a try, and warn of files beside them', async () => {
    const body = "try { require('perhaps') } catch { this.response.payload = 'without' }"
    const lazy = await madeFrom(
      scratchFolder(helloProject(1, { 'services/hello.ts': serviceOf(body) })),
    )
    expect(lazy.refusals).toEqual([])
    expect(lazy.warnings.join()).toMatch(/"perhaps" \(services\/hello.ts\) is not installed/)
    const beside = await madeFrom(
      scratchFolder({
        ...helloProject(1, using('words')),
        ...withPackage('words', { 'index.js': 'module.exports = () => __dirname' }),
      }),
    )
    expect(beside.warnings.join()).toMatch(/"words" looks for files beside its own/)
  })
})

describe('a project that is not sound', () => {
  it('is refused with the reason, and what is off is told', async () => {
    const folder = scratchFolder(
      helloProject(1, {
        'services/hello.ts': 'export class {',
        'connections/old.json': JSON.stringify({
          ...{ name: 'old', type: 'ftp', isActive: false, host: 'h', user: 'u' },
        }),
      }),
    )
    const { refusals, off, problems } = await madeFrom(folder)
    expect(refusals.join(' ')).toMatch(/services\/hello.ts:1 does not compile/)
    expect(off).toEqual(['connections/old'])
    expect(problems.some(({ severity }) => severity === 'error')).toBe(true)
  })
})

it('keeps what it reads of the project byte for byte', async () => {
  const folder = copyOfSample('store-files')
  writeFileSync(join(folder, 'patchbay.json'), readFileSync(join(folder, 'patchbay.json')))
  const made = await madeFrom(folder)
  expect(textOf(made, 'project/services/store.ts')).toBe(
    readFileSync(join(folder, 'services/store.ts'), 'utf8'),
  )
})
