/** What the command line prints. Lines begin with what an editor or a terminal can jump to: file, line, column. */
import { relative } from 'node:path'
import { type Place, placeText } from '../model/place.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import { pathOf } from '../model/text.ts'

export function problemLine(problem: Problem, project: Project, folder: string): string {
  const { severity, message, fix, code } = problem
  return `${where(problem.at, project, folder)}: ${severity}: ${message}${fix ? ` ${fix}` : ''} [${code}]`
}

function where(at: Place, project: Project, folder: string): string {
  const path = at.path ?? pathOf(project, at.collection, at.name)
  const file = relative(process.cwd(), `${folder}/${path}`)
  if (at.line === undefined) return file === '' ? placeText(at) : file
  return `${file}:${at.line}:${at.column ?? 1}`
}

/** Why a file or folder that the command line names cannot be used, without the system's own words where ours say it better. */
export function unreadable(path: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException
  const words: Readonly<Record<string, string>> = {
    ENOENT: `${path} does not exist.`,
    ENOTDIR: `${path} is not a folder.`,
    EISDIR: `${path} is a folder, not a file.`,
    EACCES: `${path} may not be read by this user.`,
  }
  return new Error(words[code ?? ''] ?? `${path}: ${message}`, { cause: error })
}
