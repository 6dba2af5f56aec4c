/** Security definitions: who may call, and how we show who we are. They stand on no flow. Pure. */
import { definitions } from '../../runtime/connectors/definitions.ts'
import { type Change, type Edit, edit } from '../../runtime/model/change.ts'
import type { ConnectorDefinition, SecurityDefinition } from '../../runtime/model/definition.ts'
import type { SecurityUse } from '../../runtime/model/field.ts'
import { freeName } from '../../runtime/model/name.ts'
import type { Project, ProjectObject } from '../../runtime/model/project.ts'

export type SecurityConnector = ConnectorDefinition & { security: SecurityDefinition }

/** Those that are nothing else come first; the others rest on a connection that must be made before. */
export const securityConnectors: readonly SecurityConnector[] = definitions
  .filter((definition): definition is SecurityConnector => definition.security !== undefined)
  .sort((one, other) => Number(one.outgoing !== undefined) - Number(other.outgoing !== undefined))

/** Those that can do it; all when nothing is named. */
export function securityKinds(use?: SecurityUse): readonly SecurityConnector[] {
  return securityConnectors.filter(({ security }) => use === undefined || security[use])
}

/** Those of the project that can do it, by name. */
export function securityFor(project: Project, use: SecurityUse): readonly ProjectObject[] {
  const types = new Set(securityKinds(use).map(({ type }) => type))
  return Object.values(project.security)
    .filter(({ type }) => types.has(type))
    .sort((one, other) => one.name.localeCompare(other.name))
}

/** A new one, with nothing set but its name: `my.basic`. */
export function makeSecurity(
  project: Project,
  { type }: SecurityConnector,
): { change: Change; name: string } {
  const name = freeName(`my.${type}`, (taken) => Object.hasOwn(project.security, taken))
  const object = { name, type, isActive: true }
  return {
    name,
    change: {
      label: `Made the security definition ${name}`,
      edits: [edit(project, 'security', name, object) as Edit],
    },
  }
}

/** Under which its secrets are kept. A connection may have the same name, and must not share them. */
export function secretsOf(collection: string, name: string): string {
  return collection === 'security' ? `security.${name}` : name
}
