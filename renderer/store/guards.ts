/** How the definitions that guard something stand just now: as set, and as the check sees them. */
import { type GuardWords, guardWords } from '../edits/guards.ts'
import { placeKey } from './live.ts'
import { useProblems } from './problems.ts'
import { useProject } from './project.ts'

export function useGuards(names: readonly string[]): readonly GuardWords[] {
  const security = useProject(({ project }) => project.security)
  const problems = useProblems(({ at }) => at)
  return names.map((name) =>
    guardWords(
      security,
      name,
      (each) =>
        problems[placeKey({ collection: 'security', name: each })]?.find(
          // Without its secret it lets in nobody, however well it is set.
          ({ severity, code }) => severity === 'error' || code === 'SECRET_MISSING',
        )?.message,
    ),
  )
}
