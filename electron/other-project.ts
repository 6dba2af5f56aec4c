/** What the open project can be compared with: git's commits of its folder, and other folders. Only read. */
import { pastOf, projectAt } from '../runtime/folder/git/past.ts'
import { readFolder } from '../runtime/folder/read.ts'
import { Failure } from '../runtime/model/failure.ts'
import type { Past } from '../runtime/model/past.ts'
import type { OtherProject } from './desktop.ts'
import { isProject, noProject } from './is-project.ts'

/** PROJECT_NOT_FOUND when the repository cannot be read. */
export async function pastOfProject(folder: string): Promise<Past> {
  return pastOf(folder).catch((error: Error) => {
    const words = `What git knows of ${folder} could not be read: ${error.message}`
    throw new Failure('PROJECT_NOT_FOUND', words, { cause: error })
  })
}

/** PROJECT_NOT_FOUND when there is no project at the commit, or in the folder. */
export async function otherProject(
  open: string,
  source: { commit: string } | { folder: string },
): Promise<OtherProject> {
  if ('folder' in source) {
    const { folder } = source
    if (!isProject(folder)) throw noProject(folder)
    return { folder, files: await readFolder(folder) }
  }
  return projectAt(open, source.commit).catch((error: Error) => {
    throw new Failure('PROJECT_NOT_FOUND', error.message, { cause: error })
  })
}
