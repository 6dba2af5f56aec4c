/**
 * Messages of the past as tests that expect nothing: what went in, and what connections answered. Whoever runs them in two places
 * compares what came out. Read from a history on disk, where secrets are masked and large bodies cut: both are given the same.
 */
import { definitionOf } from '../connectors/definitions.ts'
import type { Project } from '../model/project.ts'
import { type SavedTest, savedTestSchema } from '../model/saved-test.ts'
import { inputFrom } from '../proving/propose.ts'
import { isRefused, recordingFor } from '../recordings.ts'
import { Rehearsal } from '../rehearsal.ts'

export interface RecordedTests {
  tests: readonly SavedTest[]
  /** Those that cannot be run again, by why. */
  skipped: ReadonlyMap<string, number>
}

/** @throws Error when there is no history to be read. */
export async function recordedTests(
  project: Project,
  historyFolder: string,
  limit: number,
): Promise<RecordedTests> {
  const rehearsal = await Rehearsal.open(project, { historyFolder })
  const { runtime } = rehearsal
  const tests: SavedTest[] = []
  const skipped = new Map<string, number>()
  const skip = (why: string) => void skipped.set(why, (skipped.get(why) ?? 0) + 1)
  try {
    await runtime.past.opened()
    const { state, reason } = runtime.past.status
    if (state !== 'ready') {
      const why = reason?.message ?? `it is ${state}`
      throw new Error(`The history in ${historyFolder} cannot be read: ${why}`)
    }
    const { redactor: conceal } = runtime.inspector
    for (const { cid, channel } of await runtime.past.exchanges({ limit })) {
      const recording = await recordingFor(runtime, cid)
      const object = project.channels[channel]
      const definition = definitionOf(object?.type ?? '')?.channel?.test
      if (!recording || !object || !definition) skip('its channel is not in this project')
      else if (isRefused(recording)) skip('it was refused at its channel')
      else {
        const input = inputFrom(recording, definition, { conceal, note: () => undefined })
        const name = `Message ${cid} of ${channel}`
        tests.push(savedTestSchema.parse({ name, ...input, expect: {} }))
      }
    }
    return { tests, skipped }
  } finally {
    await rehearsal.close()
  }
}
