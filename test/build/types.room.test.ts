// What a project's editor sees with nothing installed: the users' API and Node, as written by the build.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildTypes } from '../../build/bundle/types.mjs'
import { dist } from '../../build/paths.mjs'

/** The type errors of one service, as `line: message`. */
function errorsIn(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-types-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'service.ts')
  writeFileSync(path, text)
  const program = ts.createProgram([path], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    typeRoots: [join(dist, 'types/@types')],
    paths: { patchbay: [join(dist, 'types/patchbay/index.d.ts')] },
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line =
      file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}

const service = (body: string) => `import { type RequestOf, Service } from 'patchbay'
export class Billing extends Service {
  static serviceName = 'billing'
  static io = { input: ['cust_id'], output: ['is_accepted'] } as const
  async handle() {
    ${body}
  }
}
`

describe("the users' API", () => {
  beforeAll(async () => {
    await buildTypes()
  })

  it('type-checks a service with nothing installed', () => {
    expect(errorsIn(service('this.logger.info(Buffer.from(this.request.raw).toString())'))).toEqual(
      [],
    )
  })

  it('knows the type of an element by its name', () => {
    // As a project's generated typings narrow it.
    const narrow = '(this.request as RequestOf<typeof Billing>)'
    const [error, ...more] = errorsIn(service(`const id: string = ${narrow}.input.cust_id`))
    expect(error).toMatch(/^6: Type 'number' is not assignable to type 'string'/)
    expect(more).toEqual([])
  })
})
