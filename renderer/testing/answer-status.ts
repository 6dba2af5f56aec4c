/** What came of a test, as a badge. Pure. */
import type { TestAnswer } from '../../runtime/model/testing.ts'
import type { SettledAs } from '../../runtime/model/trace.ts'
import { settledMeanings, settledTone, settledWords } from '../messages/settlement.ts'
import type { Status } from '../messages/status.tsx'

/** Of a job's run. */
const badWords: ReadonlySet<string> = new Set(['failed', 'timeout', 'interrupted'])

export function answerStatus({ outcome, status, words, failure }: TestAnswer): Status {
  if (outcome === 'cancelled') return { text: 'cancelled', tone: 'quiet' }
  if (outcome === 'failed') {
    return { text: 'not sent', tone: 'err', ...(failure ? { title: failure.message } : {}) }
  }
  const how = words as SettledAs | undefined
  if (how !== undefined && Object.hasOwn(settledWords, how)) {
    const settlement = { how, at: 0 }
    return {
      text: settledWords[how],
      tone: settledTone(settlement, failure ? 'failed' : 'done'),
      title: settledMeanings[how],
    }
  }
  const text = [status, words].filter((part) => part !== undefined && part !== '').join(' ')
  const isBad =
    failure !== undefined || badWords.has(words ?? '') || (status !== undefined && status >= 400)
  return { text: text || 'done', tone: isBad ? 'err' : 'ok' }
}
