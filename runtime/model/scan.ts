/**
 * What a file of services holds, read from its text without running it: the classes that extend Service, their names,
 * inputs and outputs, and the connections and services they name. Quick, and remembered for as long as the file is.
 */
import { parse } from '@babel/parser'
import type { ClassDeclaration, ClassProperty, Comment, File, Node, Statement } from '@babel/types'
import type { Problem } from './problem.ts'
import type { ServiceFile } from './project.ts'
import { ioOf, noIo, type ScannedIo } from './scan-io.ts'
import { roughScan } from './scan-rough.ts'
import { type Constants, constantsOf, keyOf, type Text, textOf } from './scan-tree.ts'
import { type FoundUse, usesOf } from './scan-uses.ts'
import type { ServiceInfo, Use } from './service.ts'
import { kebabOf } from './words.ts'

export interface Scanned {
  /** In the order of the file. When it does not parse: what can be told of them all the same, which is their names. */
  services: readonly ServiceInfo[]
  problem?: Problem
  /** Every place where the text names a connection or a service, itself included: what a rename has to change. */
  mentions: readonly Mention[]
  /** By class name, where the body of a service begins: right after its brace. */
  bodies: Readonly<Record<string, number>>
}

export type Mention = (FoundUse | { kind: 'own'; text: Text }) & { className?: string }

const cache = new WeakMap<ServiceFile, Scanned>()

export function scan(file: ServiceFile): Scanned {
  let scanned = cache.get(file)
  if (!scanned) {
    scanned = read(file)
    cache.set(file, scanned)
  }
  return scanned
}

function read(file: ServiceFile): Scanned {
  try {
    const tree = parse(file.source, {
      sourceType: 'module',
      // A slip that leaves the tree readable, like a name declared twice, is told and nothing is lost.
      errorRecovery: true,
      plugins: ['typescript', 'decorators', 'decoratorAutoAccessors', 'explicitResourceManagement'],
    })
    const [slip] = tree.errors ?? []
    const found = servicesOf(file, tree)
    return slip ? { ...found, problem: problemOf(file, slip) } : found
  } catch (thrown) {
    const problem = problemOf(file, thrown)
    return { services: roughScan(file), mentions: [], bodies: {}, problem }
  }
}

function problemOf(file: ServiceFile, thrown: unknown): Problem {
  const { message, loc } = thrown as { message: string; loc?: { line: number; column: number } }
  return {
    code: 'SERVICE_NOT_PARSED',
    severity: 'error',
    message: message.replace(/\.?\s*\(\d+:\d+\)$/, '.'),
    at: {
      collection: 'services',
      name: file.path,
      line: loc?.line ?? 1,
      column: (loc?.column ?? 0) + 1,
    },
    fix: 'Correct the line. Until then the last version that worked stays live.',
  }
}

/** A class of the file and what is needed to tell whether it is a service. */
interface Found {
  node: ClassDeclaration
  name: string
  statement: Statement
  exportedAs: string | undefined
}

function servicesOf(file: ServiceFile, tree: File): Scanned {
  const constants = constantsOf(tree)
  const imports = importsOf(tree)
  const classes = classesOf(tree, file.path)
  const uses = new Map<string, FoundUse[]>()
  for (const found of classes.values()) uses.set(found.name, usesOf(found.node.body, constants))
  const loose = looseUses(tree, classes, constants)

  const services: ServiceInfo[] = []
  const mentions: Mention[] = [...loose]
  const bodies: Record<string, number> = {}
  for (const found of classes.values()) {
    for (const use of uses.get(found.name) ?? []) mentions.push({ ...use, className: found.name })
    const line = lineage(found, classes)
    if (!isService(line, imports)) continue
    const own = textOf(staticOf(found.node, 'serviceName')?.value, constants)
    if (own) mentions.push({ kind: 'own', text: own, className: found.name })
    bodies[found.name] = (found.node.body.start ?? 0) + 1
    const used = line.flatMap(({ name }) => uses.get(name) ?? [])
    services.push(infoOf(file, found, line, own, [...used, ...loose], constants))
  }
  return { services, mentions, bodies }
}

function infoOf(
  file: ServiceFile,
  found: Found,
  line: readonly Found[],
  own: Text | undefined,
  uses: readonly FoundUse[],
  constants: Constants,
): ServiceInfo {
  const io = inherited(line, 'io')
  const { input, output }: ScannedIo = io ? ioOf(io, constants) : noIo
  const namespace = textOf(inherited(line, 'namespace'), constants)?.value
  const doc = docOf(found)
  return {
    name: own?.value ?? kebabOf(found.name),
    ...(namespace === undefined ? {} : { namespace }),
    className: found.name,
    ...(doc === undefined ? {} : { doc }),
    path: file.path,
    line: found.node.loc?.start.line ?? 1,
    input,
    output,
    uses: distinct(uses),
    // An abstract class is a base even when it is exported.
    exported: found.exportedAs !== undefined && found.node.abstract !== true,
    ...(found.exportedAs === undefined ? {} : { exportedAs: found.exportedAs }),
  }
}

/** Each connection and service once, where it is named first. */
function distinct(uses: readonly FoundUse[]): Use[] {
  const first = new Map<string, Use>()
  for (const use of uses) {
    const { value: name, line, column } = use.text
    const of = use.kind === 'outgoing' ? use.type : ''
    const key = `${use.kind}\0${of}\0${name}`
    if (first.has(key)) continue
    const where = { name, line, column }
    first.set(
      key,
      use.kind === 'outgoing'
        ? { kind: 'outgoing', type: of, ...where }
        : { kind: 'service', ...where },
    )
  }
  return [...first.values()]
}

function classesOf(tree: File, path: string): Map<string, Found> {
  const classes = new Map<string, Found>()
  const listed = new Map<string, string>()
  for (const statement of tree.program.body) {
    const isDefault = statement.type === 'ExportDefaultDeclaration'
    const isNamed = statement.type === 'ExportNamedDeclaration'
    for (const specifier of isNamed ? statement.specifiers : []) {
      if (specifier.type !== 'ExportSpecifier') continue
      listed.set(specifier.local.name, keyOf(specifier.exported, false) ?? '')
    }
    const node = isDefault || isNamed ? statement.declaration : statement
    if (node?.type !== 'ClassDeclaration') continue
    const name = node.id?.name ?? path.replace(/^.*\/|\.ts$/g, '')
    const exportedAs = isDefault ? 'default' : isNamed ? name : undefined
    classes.set(name, { node, name, statement, exportedAs })
  }
  for (const [name, exportedAs] of listed) {
    const found = classes.get(name)
    if (found) found.exportedAs ??= exportedAs
  }
  return classes
}

/** The class and its bases as far as they stand in the file. */
function lineage(found: Found, classes: ReadonlyMap<string, Found>): Found[] {
  const line = [found]
  let base = baseName(found)
  while (base !== undefined) {
    const next = classes.get(base)
    if (!next || line.includes(next)) break
    line.push(next)
    base = baseName(next)
  }
  return line
}

function baseName({ node }: Found): string | undefined {
  return node.superClass?.type === 'Identifier' ? node.superClass.name : undefined
}

/** Local name -> where it comes from. */
type Imports = ReadonlyMap<string, { from: string; name: string }>

function importsOf(tree: File): Imports {
  const imports = new Map<string, { from: string; name: string }>()
  for (const statement of tree.program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    for (const specifier of statement.specifiers) {
      const name =
        specifier.type === 'ImportSpecifier' ? (keyOf(specifier.imported, false) ?? '') : '*'
      imports.set(specifier.local.name, { from: statement.source.value, name })
    }
  }
  return imports
}

function isService(line: readonly Found[], imports: Imports): boolean {
  const base = line.at(-1)?.node.superClass
  if (base?.type === 'MemberExpression' && base.object.type === 'Identifier') {
    const isOurs = imports.get(base.object.name)?.from === 'patchbay'
    return isOurs && keyOf(base.property, base.computed) === 'Service'
  }
  const from = base?.type === 'Identifier' ? imports.get(base.name) : undefined
  if (from?.from === 'patchbay') return from.name === 'Service'
  // A base of another file cannot be seen from here; a class with a service's members is taken for one.
  return from?.from.startsWith('.') === true && line.some(({ node }) => looksLikeService(node))
}

function looksLikeService(node: ClassDeclaration): boolean {
  const hasHandle = node.body.body.some(
    (member) =>
      member.type === 'ClassMethod' &&
      /^handle([A-Z]|$)/.test(keyOf(member.key, member.computed) ?? ''),
  )
  return (
    hasHandle || staticOf(node, 'serviceName') !== undefined || staticOf(node, 'io') !== undefined
  )
}

function staticOf(node: ClassDeclaration, name: string): ClassProperty | undefined {
  for (const member of node.body.body) {
    if (member.type !== 'ClassProperty' || !member.static) continue
    if (keyOf(member.key, member.computed) === name) return member
  }
  return undefined
}

function inherited(line: readonly Found[], name: string): Node | undefined {
  for (const { node } of line) {
    const value = staticOf(node, name)?.value
    if (value) return value
  }
  return undefined
}

/** What functions outside of classes use counts for each service of the file. */
function looseUses(
  tree: File,
  classes: ReadonlyMap<string, Found>,
  constants: Constants,
): FoundUse[] {
  const ofClasses = new Set<Statement>([...classes.values()].map(({ statement }) => statement))
  return tree.program.body.flatMap((statement) =>
    ofClasses.has(statement) || statement.type === 'ImportDeclaration'
      ? []
      : usesOf(statement, constants),
  )
}

function docOf({ node, statement }: Found): string | undefined {
  const comments: readonly Comment[] = [
    ...(statement.leadingComments ?? []),
    ...(node.leadingComments ?? []),
  ]
  const doc = comments.findLast(
    ({ type, value }) => type === 'CommentBlock' && value.startsWith('*'),
  )
  const text = doc?.value
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
  return text === '' ? undefined : text
}
