/** The projects opened of late, newest first. One that is gone stays listed, marked so, until newer ones push it out. */
import * as z from 'zod'
import type { RecentProject } from './desktop.ts'
import { isProject } from './is-project.ts'
import { openJsonFile } from './json-file.ts'

const kept = 20
const schema = z.object({
  projects: z.array(z.object({ folder: z.string(), name: z.string(), openedAt: z.number() })),
})
type Saved = z.infer<typeof schema>

export interface Recents {
  list(): RecentProject[]
  add(folder: string, name: string, at?: number): Promise<void>
}

export async function openRecents(path: string): Promise<Recents> {
  const file = await openJsonFile<Saved>(path, schema, { projects: [] })
  return {
    list: () =>
      file.data.projects.map((project) => ({ ...project, exists: isProject(project.folder) })),
    async add(folder, name, openedAt = Date.now()) {
      await file.change(({ projects }) => {
        const others = projects.filter((project) => project.folder !== folder)
        return { projects: [{ folder, name, openedAt }, ...others].slice(0, kept) }
      })
    },
  }
}
