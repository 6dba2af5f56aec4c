/** The project's connection names as a declaration file, so that `this.outgoing.ftp.get('…')` completes and a wrong name is an error. */
import type { Project } from '../../runtime/model/project.ts'

export function projectTypings({ connections }: Project): ReadonlyMap<string, string> {
  const byType = new Map<string, string[]>()
  for (const { type, name } of Object.values(connections)) {
    byType.set(type, [...(byType.get(type) ?? []), JSON.stringify(name)])
  }
  const members = [...byType].map(([type, names]) => `    ${type}: ${names.join(' | ')}\n`)
  const text = `import 'patchbay'\ndeclare module 'patchbay' {\n  interface Connections {\n${members.join('')}  }\n}\n`
  return new Map([['.patchbay/types/connections.d.ts', text]])
}
