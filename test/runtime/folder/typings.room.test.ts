import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { scaffold } from '../../../runtime/folder/scaffold.ts'
import { ensureTypings } from '../../../runtime/folder/typings.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'

const source = `import { Service } from 'patchbay'
export class A extends Service {
  static io = { input: ['id'] } as const
  handle() { return Buffer.from(String(this.request.input.id)) }
}
`
const service = { path: 'services/a.ts', source }
const project: Project = { ...emptyProject('Hub', 'h'), services: { [service.path]: service } }
const options = { connectors: definitions }
const roots = join(import.meta.dirname, '../../..')

describe('the typings of a folder', () => {
  it('are written once, and again only where they differ', async () => {
    const folder = scratchFolder()
    expect(await ensureTypings(folder, project, options)).toEqual([
      '.patchbay/types/project.d.ts',
      '.patchbay/types/services/a.d.ts',
    ])
    expect(await ensureTypings(folder, project, options)).toEqual([])
    const changed = { ...service, source: source.replace('class A', 'class B') }
    const paths = await ensureTypings(
      folder,
      { ...project, services: { 'services/b.ts': { ...changed, path: 'services/b.ts' } } },
      options,
    )
    expect(paths.sort()).toEqual([
      '.patchbay/types/project.d.ts',
      '.patchbay/types/services/a.d.ts',
      '.patchbay/types/services/b.d.ts',
    ])
    expect(existsSync(join(folder, '.patchbay/types/services/a.d.ts'))).toBe(false)
  })

  it('bring the API along, and a newer one takes its place', async () => {
    const folder = scratchFolder()
    const api = { 'patchbay/index.d.ts': 'export {}', '@types/node/index.d.ts': '' }
    expect(await ensureTypings(folder, project, { ...options, api })).toContain(
      '.patchbay/types/patchbay/index.d.ts',
    )
    expect(await ensureTypings(folder, project, { ...options, api })).toEqual([])
    const newer = { ...api, 'patchbay/index.d.ts': 'export const newer = 1' }
    expect(await ensureTypings(folder, project, { ...options, api: newer })).toEqual([
      '.patchbay/types/patchbay/index.d.ts',
    ])
    expect(readFileSync(join(folder, '.patchbay/types/patchbay/index.d.ts'), 'utf8')).toContain(
      'newer',
    )
  })
})

describe('the scaffold of a folder', () => {
  it('makes what is missing and leaves what is there', async () => {
    const folder = scratchFolder({ 'package.json': '{"name":"mine"}' })
    expect(await scaffold(folder, 'My Hub')).toEqual(['tsconfig.json', '.gitignore'])
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{"name":"mine"}')
    expect(await scaffold(folder, 'My Hub')).toEqual([])
  })

  it('lets the compiler check the project as it lies there', async () => {
    const folder = scratchFolder({ [service.path]: source })
    // The API from our sources takes the place of its built declarations; Node's are those we depend on.
    const api = {
      'patchbay/index.d.ts': `export * from ${JSON.stringify(join(roots, 'runtime/services/patchbay.ts'))}\n`,
    }
    await scaffold(folder, 'My Hub')
    await ensureTypings(folder, project, { ...options, api })
    expect(errorsOf(folder)).toEqual([])
    fill(folder, { [service.path]: source.replace('input.id', 'input.other') })
    expect(errorsOf(folder)).toEqual([expect.stringContaining("'other' does not exist")])
  })
})

function errorsOf(folder: string): string[] {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) =>
    readFileSync(path, 'utf8'),
  )
  const typeRoots = [join(roots, 'node_modules/@types')]
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  expect(fileNames).toHaveLength(3)
  const program = ts.createProgram(fileNames, { ...options, typeRoots })
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}
