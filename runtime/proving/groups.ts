/** Messages that came out otherwise, grouped by what their nodes do otherwise. Pure. */
import { placeText } from '../model/place.ts'
import type { BehaviourGroup } from '../model/proving.ts'
import type { Cause } from './cause.ts'

const mostCids = 50

/** What one exchange was found to do otherwise. */
export interface Parted {
  cid: string
  causes: readonly Cause[]
}

/** Largest first; those of one size as they were found. A message with two causes is in two groups. */
export function groupsOf(parted: readonly Parted[]): BehaviourGroup[] {
  const groups = new Map<string, BehaviourGroup & { cids: string[] }>()
  for (const { cid, causes } of parted) {
    for (const { at, kind, words, differences } of causes) {
      const key = `${placeText(at)} ${kind} ${sameFor(words)}`
      const group = groups.get(key)
      if (!group) {
        const example = { cid, differences }
        groups.set(key, { at, kind, words, count: 1, cids: [cid], example })
        continue
      }
      group.count++
      if (group.cids.length < mostCids) group.cids.push(cid)
    }
  }
  return [...groups.values()].sort((one, other) => other.count - one.count)
}

/** Numbers and identifiers in what is called (`GET /customers/17`) do not make another cause. */
function sameFor(words: string): string {
  return words.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi, '#')
}
