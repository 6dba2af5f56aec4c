/** The connections and services that a piece of code names, with where it names them. */
import type { Node } from '@babel/types'
import { bare, type Constants, keyOf, type Text, textOf, walk } from './scan-tree.ts'

export type FoundUse =
  | { kind: 'outgoing'; type: string; text: Text }
  | { kind: 'service'; text: Text }

/** What a variable stands for: `this`, `this.outgoing`, or one type of connections, `this.outgoing.rest`. */
type Meaning = { is: 'self' } | { is: 'outgoing' } | { is: 'type'; type: string }
type Aliases = Map<string, Meaning>

export function usesOf(code: Node, constants: Constants): FoundUse[] {
  const aliases: Aliases = new Map()
  const calls: { callee: Node; first: Node | undefined }[] = []
  walk(code, (node) => {
    if (node.type === 'VariableDeclarator' && node.init) note(node.id, node.init, aliases)
    if (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') {
      calls.push({ callee: node.callee, first: node.arguments[0] })
    }
  })
  return calls.flatMap(({ callee, first }) => useOf(callee, first, aliases, constants) ?? [])
}

function useOf(
  callee: Node,
  first: Node | undefined,
  aliases: Aliases,
  constants: Constants,
): FoundUse | undefined {
  const member = memberOf(callee)
  if (!member) return undefined
  const of = meaningOf(member.object, aliases)
  if (!of) return undefined
  const isInvoke = member.name === 'invoke' || member.name === 'invokeAsync'
  if (of.is === 'self' && !isInvoke) return undefined
  if (of.is === 'outgoing' || (of.is === 'type' && member.name !== 'get')) return undefined
  const text = textOf(first, constants)
  if (!text) return undefined
  return of.is === 'self' ? { kind: 'service', text } : { kind: 'outgoing', type: of.type, text }
}

/** `const out = this.outgoing.rest`, `const { rest, ftp: files } = this.outgoing`. */
function note(id: Node, init: Node, aliases: Aliases): void {
  if (id.type === 'Identifier') {
    const meaning = meaningOf(init, aliases)
    if (meaning) aliases.set(id.name, meaning)
    return
  }
  if (id.type !== 'ObjectPattern') return
  const whole = meaningOf(init, aliases)
  for (const property of id.properties) {
    if (property.type !== 'ObjectProperty' || property.value.type !== 'Identifier') continue
    const name = keyOf(property.key, property.computed)
    const meaning = whole && name !== undefined ? within(whole, name) : undefined
    if (meaning) aliases.set(property.value.name, meaning)
  }
}

function meaningOf(node: Node, aliases: Aliases): Meaning | undefined {
  const at = bare(node)
  if (at.type === 'ThisExpression') return { is: 'self' }
  if (at.type === 'Identifier') return aliases.get(at.name)
  const member = memberOf(at)
  if (!member) return undefined
  // Whatever has an `outgoing` is taken for a service: helpers are often handed one.
  if (member.name === 'outgoing') return { is: 'outgoing' }
  const of = meaningOf(member.object, aliases)
  return of && within(of, member.name)
}

function within(meaning: Meaning, name: string): Meaning | undefined {
  if (meaning.is === 'self') return name === 'outgoing' ? { is: 'outgoing' } : undefined
  return meaning.is === 'outgoing' ? { is: 'type', type: name } : undefined
}

function memberOf(node: Node): { object: Node; name: string } | undefined {
  const at = bare(node)
  if (at.type !== 'MemberExpression' && at.type !== 'OptionalMemberExpression') return undefined
  const name = keyOf(at.property, at.computed)
  return name === undefined ? undefined : { object: at.object, name }
}
