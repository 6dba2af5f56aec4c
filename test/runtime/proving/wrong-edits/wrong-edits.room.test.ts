/** Wrong edits are named at their node, harmless ones not at all, from messages that really passed. */
import { describe, expect, it } from 'vitest'
import { behaviourOf } from '../../../../runtime/behaviour.ts'
import type { Project } from '../../../../runtime/model/project.ts'
import type { BehaviourReport } from '../../../../runtime/model/proving.ts'
import { makeRandom } from '../../../support/random.ts'
import { type Edit, harmless, wrong, wrongToo } from './edits.ts'
import { openShop } from './open-shop.ts'

const free = { signal: new AbortController().signal, tell: () => undefined }

describe('the behaviour of a draft', () => {
  it('names wrong edits at their node, and none where nothing is wrong', async () => {
    const { runtime, project, send } = await openShop()
    const random = makeRandom(4711)
    for (let index = 0; index < 24; index++) await send('/orders', orderOf(random, index))
    for (const name of ['Käse', 'Brot']) {
      await send('/receipts', { lines: [{ name, quantity: 2, price: 3 }] })
    }

    const compare = (edited: Project) => behaviourOf(runtime, { project: edited }, free)
    const unchanged = await compare(structuredClone(project))
    expect(unchanged.groups).toEqual([])
    expect(unchanged.ran).toBe(26)

    const missed: string[] = []
    const named = async ({ name, node, apply }: Edit) => {
      const report = await compare(apply(project))
      const places = report.groups.map(({ at }) => at.node)
      if (places[0] !== node || new Set(places).size > 1) missed.push(`${name}: ${told(report)}`)
    }
    for (const edit of wrong) await named(edit)
    const missedOfTwenty = missed.splice(0)
    for (const edit of wrongToo) await named(edit)

    const alarms: string[] = []
    for (const { name, apply } of harmless) {
      const report = await compare(apply(project))
      if (report.groups.length > 0) alarms.push(`${name}: ${told(report)}`)
    }
    expect({ missedOfTwenty, missed, alarms }).toEqual({
      // What a REST call sends in its query is not kept: it may hold a key.
      missedOfTwenty: [expect.stringMatching(/^a parameter of a query dropped: /)],
      missed: [],
      alarms: [],
    })
    expect(wrong.length).toBe(20)
  }, 120_000)
})

function told({ groups }: BehaviourReport): string {
  return groups
    .map(({ at, words, count }) => `${at.node ?? at.name} ${words} (${count})`)
    .join('; ')
}

function orderOf(random: ReturnType<typeof makeRandom>, index: number) {
  // Each case comes for sure, whatever else is drawn.
  const size = [3, 40, 400, 4000][index % 4] ?? 3
  const lines =
    index % 8 === 7
      ? []
      : [1, 2].map(() => ({ price: random.below(size) + 1, quantity: 1 + random.below(3) }))
  return {
    customer: String(10 + random.below(5)),
    ordered: `2026-0${1 + random.below(9)}-1${random.below(9)}`,
    notify: index % 3 === 0,
    ...(index % 2 === 0 ? { discount: 5 + random.below(20) } : {}),
    ...(index % 5 === 0 ? { country: 'DE' } : {}),
    lines,
  }
}
