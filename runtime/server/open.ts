/** A project's folder as every command opens it: read, put together, with the problems found on the way. */
import { resolve } from 'node:path'
import { readFolder } from '../folder/read.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import type { FileText } from '../model/read.ts'
import { fromFiles } from '../model/text.ts'
import { unreadable } from './words.ts'

export interface OpenedFolder {
  folder: string
  files: readonly FileText[]
  project: Project
  problems: readonly Problem[]
}

/** @throws Error when there is no such folder, or it is no project. */
export async function openFolder(path: string): Promise<OpenedFolder> {
  const folder = resolve(path)
  const files = await readFolder(folder).catch((error: unknown) => {
    throw unreadable(folder, error)
  })
  if (!files.some((file) => file.path === 'patchbay.json')) {
    throw new Error(`${folder} is not a Patchbay project: it has no patchbay.json.`)
  }
  return { folder, files, ...fromFiles(files) }
}
