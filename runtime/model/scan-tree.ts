/** What reading a syntax tree needs and every reader of one shares. Nothing here knows what a service is. */
import type { File, Node } from '@babel/types'

/** Calls back for every node below, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const key in node) {
    if (key === 'loc' || key.endsWith('Comments')) continue
    const member = node[key as keyof Node] as unknown
    if (Array.isArray(member)) {
      for (const item of member) if (isNode(item)) walk(item, visit)
    } else if (isNode(member)) walk(member, visit)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The expression itself, without what only the compiler sees: `as const`, `satisfies Io`, `!`, brackets. */
export function bare(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return bare(node.expression)
    default:
      return node
  }
}

/** Top-level constants by name: `const elements = [...]`. */
export type Constants = ReadonlyMap<string, Node>

export function constantsOf(file: File): Constants {
  const constants = new Map<string, Node>()
  for (const statement of file.program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') continue
    for (const { id, init } of declared.declarations) {
      if (id.type === 'Identifier' && init) constants.set(id.name, init)
    }
  }
  return constants
}

/** Follows a constant's name to its value, once or a few times. */
export function resolved(node: Node, constants: Constants): Node {
  let at = bare(node)
  // A constant can stand for another; eight is beyond any honest chain.
  for (let depth = 0; at.type === 'Identifier' && depth < 8; depth++) {
    const value = constants.get(at.name)
    if (!value) break
    at = bare(value)
  }
  return at
}

/** The text of a literal, and where it stands in the file, quotes included. */
export interface Text {
  value: string
  start: number
  end: number
  line: number
  column: number
}

export function textOf(node: Node | null | undefined, constants: Constants): Text | undefined {
  if (!node) return undefined
  const literal = resolved(node, constants)
  const value = literalText(literal)
  if (value === undefined || !literal.loc) return undefined
  const { line, column } = literal.loc.start
  const [start, end] = [literal.start ?? 0, literal.end ?? 0]
  return { value, start, end, line, column: column + 1 }
}

function literalText(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return node.value
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}

/** The name of a member that is not computed: of `this.outgoing` and `{ input: [] }`. */
export function keyOf(key: Node, isComputed: boolean | null | undefined): string | undefined {
  if (key.type === 'StringLiteral') return key.value
  return key.type === 'Identifier' && !isComputed ? key.name : undefined
}
