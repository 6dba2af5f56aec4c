/**
 * Secrets by project and name, sealed, in one file of the user's own. Values go from here to the runtime and nowhere
 * else: the window learns names only.
 */
import * as z from 'zod'
import type { Cipher } from './cipher.ts'
import type { SecretProtection } from './desktop.ts'
import { openJsonFile } from './json-file.ts'

const schema = z.object({
  version: z.literal(1),
  /** By project id, then by name: sealed. */
  projects: z.record(z.string(), z.record(z.string(), z.string())),
})
type Saved = z.infer<typeof schema>

export interface Secrets {
  readonly protection: SecretProtection
  /** Those that can be read, sorted. */
  names(project: string): string[]
  values(project: string): Record<string, string>
  set(project: string, name: string, value: string): Promise<void>
  remove(project: string, name: string): Promise<void>
}

export async function openSecrets(path: string, cipher: Cipher): Promise<Secrets> {
  const file = await openJsonFile<Saved>(path, schema, { version: 1, projects: {} })

  function values(project: string): Record<string, string> {
    const sealed = Object.entries(sealedOf(file.data, project))
    const open = sealed.map(([name, text]) => [name, cipher.unseal(text)] as const)
    return Object.fromEntries(open.filter((entry) => entry[1] !== undefined)) as Record<
      string,
      string
    >
  }

  async function change(project: string, to: (sealed: Map<string, string>) => void) {
    await file.change((saved) => {
      const sealed = new Map(Object.entries(sealedOf(saved, project)))
      to(sealed)
      const projects = new Map(Object.entries(saved.projects))
      projects.set(project, Object.fromEntries(sealed))
      return { version: 1, projects: Object.fromEntries(projects) }
    })
  }

  return {
    protection: cipher.protection,
    names: (project) => Object.keys(values(project)).sort(),
    values,
    set: (project, name, value) => change(project, (all) => all.set(name, cipher.seal(value))),
    remove: (project, name) => change(project, (all) => all.delete(name)),
  }
}

function sealedOf(saved: Saved, project: string): Record<string, string> {
  return Object.hasOwn(saved.projects, project) ? (saved.projects[project] ?? {}) : {}
}
