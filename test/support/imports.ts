// Who imports whom, read from the sources themselves.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Import {
  /** Relative to the repository, with slashes. */
  from: string
  to: string
  /** Gone once compiled. */
  isType: boolean
}

/** Our own sources under a folder, without the samples, which are users' projects. */
export function sources(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('electron/samples/'))
    .sort()
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** What a source imports of our own, `import()` and `import type` included. */
export function importsOf(from: string): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, isType: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return
    // Vite takes `./x.css?url`; what follows the path is not part of the file.
    const [path = ''] = specifier.text.split('?')
    found.push({ from, to: posix.join(posix.dirname(from), path), isType })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(from, textOf(from), ts.ScriptTarget.Latest, false))
  return found
}
