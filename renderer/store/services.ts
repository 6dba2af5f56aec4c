/** The services of a project by name, read from their texts. A file that does not parse just now keeps what it last had. */
import type { Project, ServiceFile } from '../../runtime/model/project.ts'
import { scan } from '../../runtime/model/scan.ts'
import type { ServiceInfo } from '../../runtime/model/service.ts'

export type Services = ReadonlyMap<string, ServiceInfo>

const byFiles = new WeakMap<Project['services'], Services>()
/** While someone types, a file is broken half of the time; its node must not lose its name and lines for that. */
const lastGood = new Map<string, readonly ServiceInfo[]>()

export function servicesOf(project: Project): Services {
  const known = byFiles.get(project.services)
  if (known) return known
  const services = new Map<string, ServiceInfo>()
  for (const file of Object.values(project.services)) {
    for (const service of servicesIn(file)) {
      if (service.exported && !services.has(service.name)) services.set(service.name, service)
    }
  }
  byFiles.set(project.services, services)
  return services
}

export function servicesIn(file: ServiceFile): readonly ServiceInfo[] {
  const { services, problem } = scan(file)
  if (problem) return lastGood.get(file.path) ?? services
  lastGood.set(file.path, services)
  return services
}
