/** Which project the window opens with: the one named, else the last one, else the sample, made on the first start. */
import { join } from 'node:path'
import { isProject, noProject } from './is-project.ts'
import type { Recents } from './recent.ts'
import { createFromSample, freeFolder, titleOf } from './samples.ts'

export const firstSample = 'store-files'

export interface Places {
  /** Where the samples are. */
  samples: string
  /** Where projects go by default. */
  projects: string
}

/** A folder. PROJECT_NOT_FOUND when the one named holds no project. */
export async function firstProject(
  named: string | undefined,
  recents: Recents,
  { samples, projects }: Places,
): Promise<string> {
  if (named !== undefined) {
    if (isProject(named)) return named
    throw noProject(named)
  }
  const last = recents.list().find(({ exists }) => exists)
  if (last) return last.folder
  const usual = join(projects, firstSample)
  if (isProject(usual)) return usual
  const folder = freeFolder(projects, firstSample)
  const name = await titleOf(samples, firstSample)
  await createFromSample(samples, { sample: firstSample, name, folder })
  return folder
}
