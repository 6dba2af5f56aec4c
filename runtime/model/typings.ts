/**
 * Declarations made from a project, so that its services complete and type-check by the project's own names: a connection
 * that is not there is a type error, and `this.request.input` has the elements that `static io` declares. They augment the
 * users' API (`runtime/services/service.ts`) and the classes of the services themselves.
 */
import { builtinServices } from './builtin.ts'
import type { ConnectorDefinition } from './definition.ts'
import type { Project, ServiceFile } from './project.ts'
import { scan } from './scan.ts'
import type { ServiceInfo } from './service.ts'

/** Under the project's root; generated, ignored by git. */
export const typingsFolder = '.patchbay/types'

/** By path from the project's root: one file for the names, one for each file of services that declares an `io`. */
export function projectTypings(
  project: Project,
  connectors: readonly ConnectorDefinition[],
): Map<string, string> {
  const files = new Map([[`${typingsFolder}/project.d.ts`, namesOf(project, connectors)]])
  for (const path of Object.keys(project.services).sort()) {
    const text = fileTypings(project.services[path] as ServiceFile)
    if (text !== undefined) files.set(typingsPathOf(path), text)
  }
  return files
}

/** `services/billing.ts` -> `.patchbay/types/services/billing.d.ts`. */
export function typingsPathOf(path: string): string {
  return `${typingsFolder}/${withoutEnding(path)}.d.ts`
}

function withoutEnding(path: string): string {
  return path.replace(/\.ts$/, '')
}

const head = '// Made by Patchbay from the project; changes are lost.\n'

function namesOf(project: Project, connectors: readonly ConnectorDefinition[]): string {
  const connections = connectors
    .filter(({ outgoing }) => outgoing)
    .map(({ type }) => {
      const names = Object.values(project.connections)
        .filter((connection) => connection.type === type)
        .map(({ name }) => JSON.stringify(name))
        .sort()
      return `    ${JSON.stringify(type)}: ${names.join(' | ') || 'never'}`
    })
  return `${head}import type { Service } from 'patchbay'

declare module 'patchbay' {
  interface Connections {
${connections.join('\n')}
  }
  interface Services {
${servicesOf(project).join('\n')}
  }
}
`
}

function servicesOf(project: Project): string[] {
  const lines = new Map<string, string>(builtinServices.map((name) => [name, 'typeof Service']))
  for (const path of Object.keys(project.services).sort()) {
    for (const { name, exportedAs, exported } of scan(project.services[path] as ServiceFile)
      .services) {
      // Of a text that does not parse the name is known, and the class is whatever the compiler makes of it.
      if (!exported || lines.has(name)) continue
      const from = JSON.stringify(`../../${withoutEnding(path)}`)
      lines.set(
        name,
        exportedAs === undefined ? 'typeof Service' : `typeof import(${from}).${exportedAs}`,
      )
    }
  }
  return [...lines].map(([name, type]) => `    ${JSON.stringify(name)}: ${type}`).sort()
}

/** undefined: nothing in the file has a narrower request or response. */
function fileTypings(file: ServiceFile): string | undefined {
  const services = scan(file).services.filter(isNarrower)
  if (services.length === 0) return undefined
  const up = '../'.repeat(typingsPathOf(file.path).split('/').length - 1)
  const interfaces = services.map(
    ({ className }) => `  interface ${className} {
    readonly request: RequestOf<typeof ${className}>
    readonly response: ResponseOf<typeof ${className}>
  }`,
  )
  return `${head}import type { RequestOf, ResponseOf } from 'patchbay'

declare module ${JSON.stringify(up + withoutEnding(file.path))} {
${interfaces.join('\n')}
}
`
}

/** The compiler merges an interface with a class only under the name it is declared by, and never with a default export. */
function isNarrower({ exported, exportedAs, className, input, output }: ServiceInfo): boolean {
  return exported && exportedAs === className && input.length + output.length > 0
}
