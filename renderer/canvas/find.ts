/**
 * Finding on a flow: words, and operators that narrow. `is:invalid type:rest uses:my.ftp orders` finds what fits all of it.
 * What can be typed next is offered as whole texts, for the list under the field. Pure.
 */
import type { Project } from '../../runtime/model/project.ts'
import type { Services } from '../store/services.ts'
import type { Drawn } from './to-canvas.ts'

export interface Facts {
  project: Project
  services: Services
  /** Has the thing at this place (`flows/Main/n1`, `channels/Store`) an error? */
  isInvalid(place: string): boolean
  /** Is the node or object another than when the project was opened? */
  isChanged(node: string, object: string | undefined): boolean
}

export const states = ['invalid', 'unused', 'changed', 'disabled'] as const
const kinds = ['channel', 'service', 'block', 'outgoing', 'group', 'note'] as const

interface Query {
  words: readonly string[]
  is: readonly string[]
  type: readonly string[]
  uses: readonly string[]
}

/** Of one operator said twice, either may fit for `type:`; for the others both must. A name with spaces stands in quotes. */
export function parseQuery(text: string): Query {
  const query = {
    words: [] as string[],
    is: [] as string[],
    type: [] as string[],
    uses: [] as string[],
  }
  for (const [, operator, quoted, bare] of text.toLowerCase().matchAll(part)) {
    const value = quoted ?? bare ?? ''
    if (operator === undefined) query.words.push(value)
    else if (value !== '') query[operator as 'is' | 'type' | 'uses'].push(value)
  }
  return query
}

const part = /(?:(is|type|uses):)?(?:"([^"]*)"?|(\S+))|(?:(?:is|type|uses):)(?=\s|$)/g

/** Canvas ids, in the order of the drawing. */
export function findOnCanvas(drawn: readonly Drawn[], text: string, facts: Facts): string[] {
  const query = parseQuery(text)
  if (Object.values(query).every(({ length }) => length === 0)) return []
  return drawn.filter((each) => fits(each, query, facts)).map(({ id }) => id)
}

function fits(drawn: Drawn, { words, is, type, uses }: Query, facts: Facts): boolean {
  const about = aboutOf(drawn, facts)
  return (
    words.every((word) => about.text.includes(word)) &&
    is.every((state) => about.is(state)) &&
    (type.length === 0 || type.some((wish) => about.types.some((one) => one.startsWith(wish)))) &&
    uses.every((wish) => about.uses().some((name) => name.includes(wish)))
  )
}

interface About {
  text: string
  types: readonly string[]
  is(state: string): boolean
  uses(): readonly string[]
}

function aboutOf(drawn: Drawn, facts: Facts): About {
  if (drawn.type !== 'card') {
    const words =
      drawn.type === 'note' ? drawn.data.text : `${drawn.data.title} ${drawn.data.note ?? ''}`
    return {
      text: words.toLowerCase(),
      types: [drawn.type === 'note' ? 'note' : 'group'],
      is: () => false,
      uses: () => [],
    }
  }
  const { id, data } = drawn
  const { project } = facts
  const node = project.flows[data.flow]?.nodes[id]
  const object = objectOf(project, data.object)
  const type = node?.kind === 'block' ? node.type : object?.type
  const is: Readonly<Record<string, () => boolean>> = {
    invalid: () =>
      facts.isInvalid(data.place) || (data.object !== undefined && facts.isInvalid(data.object)),
    unused: () => node !== undefined && isUnused(project, data.flow, id),
    changed: () => node !== undefined && facts.isChanged(id, data.object),
    disabled: () => data.disabled || data.isOff,
  }
  return {
    text: `${data.title} ${data.summary} ${data.kind} ${data.note ?? ''}`.toLowerCase(),
    types: [data.kind, ...(typeof type === 'string' ? [type] : [])],
    is: (state) => Object.entries(is).some(([name, holds]) => name.startsWith(state) && holds()),
    uses: () => usedBy(facts, node, object).map((name) => name.toLowerCase()),
  }
}

function objectOf(project: Project, place: string | undefined) {
  const [collection = '', ...rest] = place?.split('/') ?? []
  if (collection !== 'channels' && collection !== 'connections') return undefined
  return project[collection][rest.join('/')]
}

/** Nothing leads to it and it leads nowhere. */
function isUnused(project: Project, flow: string, id: string): boolean {
  return !Object.values(project.flows[flow]?.links ?? {}).some(
    ({ from, to }) => from.node === id || to.node === id,
  )
}

/** Names: what it stands for, what the code of a service names, what a channel or connection refers to. */
function usedBy(
  { services }: Facts,
  node: Project['flows'][string]['nodes'][string] | undefined,
  object: Readonly<Record<string, unknown>> | undefined,
): string[] {
  if (!node || node.kind === 'block') return []
  const named = Object.entries(object ?? {}).flatMap(([key, value]) =>
    ['name', 'type', 'description'].includes(key) ? [] : stringsIn(value),
  )
  const inCode = node.kind === 'service' ? (services.get(node.ref)?.uses ?? []) : []
  return [node.ref, ...named, ...inCode.map(({ name }) => name)]
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** Whole texts that the one typed can be completed to. */
export function completions(text: string, project: Project): string[] {
  const [, before = '', last = ''] = /^(.*?)(\S*)$/s.exec(text) ?? []
  const [, operator, begun = ''] = /^(is|type|uses):"?(.*)$/i.exec(last) ?? []
  if (operator === undefined) {
    const names = ['is:', 'type:', 'uses:'].filter((each) => each.startsWith(last.toLowerCase()))
    return names.flatMap((name) =>
      last === '' && before === '' ? [name] : completions(before + name, project),
    )
  }
  const values = valuesOf(operator.toLowerCase(), project)
  return values
    .filter((value) => value.toLowerCase().startsWith(begun.toLowerCase()))
    .map((value) => `${before}${operator}:${/\s/.test(value) ? `"${value}"` : value}`)
}

function valuesOf(operator: string, project: Project): string[] {
  if (operator === 'is') return [...states]
  const objects = [...Object.values(project.channels), ...Object.values(project.connections)]
  if (operator === 'type') return [...new Set([...kinds, ...objects.map(({ type }) => type)])]
  return [...Object.keys(project.connections), ...Object.keys(project.security)].sort()
}
