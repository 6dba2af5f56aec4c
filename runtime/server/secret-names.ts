/** Which secrets a project refers to by name, with where it does. Those in Vault have none. */
import type { Project } from '../model/project.ts'

export function secretNames(project: Project): Map<string, string> {
  const names = new Map<string, string>()
  const { tls } = project.settings.http
  if (tls) names.set(tls.key.secret, 'patchbay.json, http.tls.key')
  for (const collection of ['channels', 'connections', 'security'] as const) {
    for (const object of Object.values(project[collection])) {
      for (const value of Object.values(object)) {
        const secret = (value as { secret?: unknown } | null | undefined)?.secret
        if (typeof secret === 'string') names.set(secret, `${collection}/${object.name}`)
      }
    }
  }
  return names
}
