/** Why nothing is shown, and what would help. */
import { baseWords, type DiffState } from './store.ts'

export function emptyWords(state: DiffState): string {
  const { before, isReading, past, trouble } = state
  if (isReading || (past === undefined && !trouble)) return 'Reading …'
  if (before) return `Nothing differs from ${baseWords(state)}.`
  if (past?.state === 'none')
    return 'The project is in no git repository. Compare it with another folder, or run "git init" in its folder and commit it.'
  if (past?.state === 'empty')
    return 'Nothing is committed in this repository yet. Commit the project, or compare it with another folder.'
  if (past?.state === 'untracked')
    return 'No commit has this folder yet. Commit it, or compare it with another folder.'
  return 'Choose a commit or another folder to compare with.'
}
