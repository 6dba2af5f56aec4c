/**
 * All that nodes need to work somewhere else: their channels, connections and services, what those name in turn (brokers,
 * security definitions, a Vault, other services, files their code imports). Secrets are names and stay so. Pure.
 */
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { halfOf, type Side } from '../../runtime/model/definition.ts'
import { namesIn } from '../../runtime/model/field.ts'
import type { Node } from '../../runtime/model/flow.ts'
import { serviceOf } from '../../runtime/model/names.ts'
import {
  isVaultSecret,
  type Project,
  type ProjectObject,
  type ServiceFile,
} from '../../runtime/model/project.ts'
import { scan } from '../../runtime/model/scan.ts'

export const objectSides = ['channels', 'connections', 'security'] as const satisfies Side[]

export interface Needs {
  channels: Record<string, ProjectObject>
  connections: Record<string, ProjectObject>
  security: Record<string, ProjectObject>
  services: Record<string, ServiceFile>
}

export function needsOf(project: Project, nodes: readonly Node[]): Needs {
  const needs: Needs = { channels: {}, connections: {}, security: {}, services: {} }
  for (const node of nodes) {
    if (node.kind === 'channel') addObject(project, needs, 'channels', node.ref)
    if (node.kind === 'outgoing') addObject(project, needs, 'connections', node.ref)
    if (node.kind === 'service') addService(project, needs, node.ref)
  }
  return needs
}

function addObject(project: Project, needs: Needs, side: Side, name: string): void {
  const objects = project[side]
  const object = Object.hasOwn(objects, name) ? objects[name] : undefined
  if (!object || Object.hasOwn(needs[side], name)) return
  needs[side][name] = object
  for (const field of halfOf(definitionOf(object.type), side)?.fields ?? []) {
    if (field.kind !== 'reference') continue
    const target = field.collection ?? 'connections'
    for (const other of namesIn(object[field.name])) addObject(project, needs, target, other)
  }
  for (const value of Object.values(object)) {
    if (isVaultSecret(value)) addObject(project, needs, 'connections', value.vault)
  }
}

function addService(project: Project, needs: Needs, name: string): void {
  const service = serviceOf(project, name)
  if (service) addFile(project, needs, service.path)
}

function addFile(project: Project, needs: Needs, path: string): void {
  const file = Object.hasOwn(project.services, path) ? project.services[path] : undefined
  if (!file || Object.hasOwn(needs.services, path)) return
  needs.services[path] = file
  for (const { uses } of scan(file).services) {
    for (const use of uses) {
      if (use.kind === 'service') addService(project, needs, use.name)
      else addObject(project, needs, 'connections', use.name)
    }
  }
  for (const { target } of importsOf(project.services, file)) addFile(project, needs, target)
}

export interface LocalImport {
  /** As it stands in the text: `./rates.ts`. */
  specifier: string
  /** The file of the project that it means. */
  target: string
}

/** The files of the project that a file imports. */
export function importsOf(services: Project['services'], file: ServiceFile): LocalImport[] {
  const specifiers = file.source.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g)
  return [...specifiers].flatMap(([, specifier = '']) => {
    const path = resolved(file.path, specifier)
    const target = [path, `${path}.ts`, path.replace(/\.js$/, '.ts')].find((candidate) =>
      Object.hasOwn(services, candidate),
    )
    return target === undefined ? [] : [{ specifier, target }]
  })
}

function resolved(from: string, specifier: string): string {
  const steps = from.split('/').slice(0, -1)
  for (const step of specifier.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.') steps.push(step)
  }
  return steps.join('/')
}
