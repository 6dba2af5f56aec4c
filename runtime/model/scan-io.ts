/** A service's `static io`, read from its text: lists of names, explicit elements, nested objects, constants. */
import type { Node, ObjectExpression } from '@babel/types'
import { inferType } from './io-names.ts'
import { type Constants, keyOf, resolved, textOf } from './scan-tree.ts'
import type { IoElement } from './service.ts'

export interface ScannedIo {
  input: readonly IoElement[]
  output: readonly IoElement[]
}

export const noIo: ScannedIo = { input: [], output: [] }

export function ioOf(node: Node, constants: Constants): ScannedIo {
  const object = resolved(node, constants)
  if (object.type !== 'ObjectExpression') return noIo
  const side = (name: string) => {
    const list = memberOf(object, name)
    return list ? elementsOf(list, constants) : []
  }
  return { input: side('input'), output: side('output') }
}

/** What cannot be read without running it is left out, not guessed. */
function elementsOf(node: Node, constants: Constants): IoElement[] {
  const list = resolved(node, constants)
  if (list.type !== 'ArrayExpression') return []
  return list.elements.flatMap((element) => {
    if (!element) return []
    if (element.type === 'SpreadElement') return elementsOf(element.argument, constants)
    return elementOf(element, constants)
  })
}

function elementOf(node: Node, constants: Constants): IoElement[] {
  const element = resolved(node, constants)
  const text = textOf(element, constants)
  if (text) return [named(text.value, undefined)]
  if (element.type === 'CallExpression')
    return calledElement(element.callee, element.arguments, constants)
  if (element.type !== 'ObjectExpression') return []
  return element.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty') return []
    const name = keyOf(property.key, property.computed)
    if (name === undefined) return []
    return [{ ...named(name, 'object'), elements: elementsOf(property.value, constants) }]
  })
}

/** `Int('amount')`, `io.Dict('address', ['street'])`, `Text('segment', { default: 'B2B' })`. */
function calledElement(callee: Node, args: readonly Node[], constants: Constants): IoElement[] {
  const type =
    callee.type === 'MemberExpression' ? keyOf(callee.property, callee.computed) : nameOf(callee)
  const name = textOf(args[0], constants)
  if (type === undefined || !name) return []
  const element = named(name.value, type.toLowerCase())
  const second = args[1] && resolved(args[1], constants)
  const options =
    second?.type === 'ArrayExpression' ? args[2] && resolved(args[2], constants) : second
  if (options?.type === 'ObjectExpression' && memberOf(options, 'default')) element.required = false
  if (second?.type === 'ArrayExpression') element.elements = elementsOf(second, constants)
  return [element]
}

function nameOf(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined
}

function named(marked: string, type: string | undefined): IoElement {
  const required = !marked.endsWith('?')
  const name = required ? marked : marked.slice(0, -1)
  return { name, type: type ?? inferType(name), required }
}

function memberOf(object: ObjectExpression, name: string): Node | undefined {
  for (const property of object.properties) {
    if (property.type === 'ObjectProperty' && keyOf(property.key, property.computed) === name) {
      return property.value
    }
  }
  return undefined
}
