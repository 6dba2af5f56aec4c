/** What the compiler says of a project's services, against the users' API as it is in our sources. */
import { join, relative } from 'node:path'
import ts from 'typescript'

const api = join(import.meta.dirname, '../../runtime/services/patchbay.ts')

/** `services/a.ts:3 Argument of type ...`, for the files under the folder. */
export function typeErrors(folder: string, files: readonly string[]): string[] {
  const program = ts.createProgram({
    rootNames: files.map((path) => join(folder, path)),
    options: {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(import.meta.dirname, '../../node_modules/@types')],
      paths: { patchbay: [api] },
    },
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const words = ts.flattenDiagnosticMessageText(messageText, ' ')
    if (!file) return words
    const { line } = file.getLineAndCharacterOfPosition(start ?? 0)
    return `${relative(folder, file.fileName)}:${line + 1} ${words}`
  })
}
