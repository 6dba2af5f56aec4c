/** Which files may be in a release: those of a project, at their places, and nothing that a file system could take otherwise. */
import { collectionOf } from '../model/read.ts'

/** The project's services as they were compiled where it was packed. */
export const compiledPath = 'compiled.json'

const extras = new Set(['package.json', 'tsconfig.json', 'README.md', compiledPath])

/** Why it may not be in a release; undefined: it may. */
export function pathTrouble(path: string): string | undefined {
  if (path === '' || path.length > 500) return 'has no usable name'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\\:]/.test(path)) return 'has a name that not every system can write'
  if (path.startsWith('/')) return 'begins at the root of the disk'
  const parts = path.split('/')
  if (parts.some((part) => part === '..')) return 'leads out of the project'
  if (parts.some((part) => part === '' || part.startsWith('.'))) {
    return 'is hidden, or has an empty part in its path'
  }
  if (extras.has(path) || collectionOf(path) !== undefined) return undefined
  return 'is no file of a project'
}
