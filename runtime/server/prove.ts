/**
 * Proves for the process that started this one, over the channel between them: tests, in rehearsals. It takes no message, opens no
 * port and reaches nothing, so that an exported server can be verified wherever it stands, beside one that runs.
 */
import type { Project } from '../model/project.ts'
import type { TestRun } from '../model/proving.ts'
import { answer, type Port } from '../model/rpc.ts'
import type { SavedTest } from '../model/saved-test.ts'
import { runTests } from '../run-tests.ts'
import { version } from '../version.ts'
import type { Source } from './run.ts'

export interface Prover {
  about(): Promise<{ version: string }>
  /** All of them, in the order of their names. */
  run(tests: readonly SavedTest[]): Promise<TestRun>
}

export const proverMethods = ['about', 'run'] as const satisfies readonly (keyof Prover)[]

export async function prove({ folder, project, compiled }: Source): Promise<void> {
  if (!process.send) {
    throw new Error('Another process asks this one what to prove: run `patchbay verify` instead.')
  }
  const { signal } = new AbortController()
  const table: Prover = {
    about: async () => ({ version }),
    run: (tests) =>
      runTests(
        withTests(project, tests),
        {},
        { folder, signal, ...(compiled ? { compiled } : {}) },
      ),
  }
  answer<Prover, Record<never, never>>(portOf(process), table, proverMethods)
  // Whoever asked is gone.
  process.once('disconnect', () => process.exit(0))
  process.send({ kind: 'ready' })
}

export function withTests(project: Project, tests: readonly SavedTest[]): Project {
  return { ...project, tests: Object.fromEntries(tests.map((test) => [test.name, test])) }
}

/** What both ends of the channel are: this process, or one that was forked. */
type End = Pick<NodeJS.Process, 'on' | 'off'> & { send?: (message: object) => unknown }

export function portOf(end: End): Port {
  return {
    post: (data) => void end.send?.(data as object),
    listen(receive) {
      end.on('message', receive)
      return () => void end.off('message', receive)
    },
  }
}
