/**
 * Several gates as one guard: the first that lets in decides. When none does, what cannot be told weighs more than what
 * is known: a caller who may be a good one is not told to be a bad one. What exactly was wrong only the log is told.
 */
import type { Gate, Guard, Knock, KnownCaller, RefusalBody, Verdict } from '../message/guard.ts'
import { Failure } from '../model/failure.ts'

export interface NamedGate {
  name: string
  gate: Gate
}

export function anyOf(gates: readonly NamedGate[], trouble: Failure | undefined): Guard {
  return {
    trouble,
    admit(knock) {
      const verdicts: Verdict[] = []
      for (let index = 0; index < gates.length; index++) {
        const verdict = gates[index]?.gate.admit(knock)
        if (verdict === undefined) continue
        if ('then' in verdict) return inTurn(gates, index, verdict, knock, verdicts)
        if (verdict.is === 'admitted') return verdict.caller
        verdicts.push(verdict)
      }
      return failureOf(gates, verdicts)
    },
  }
}

/** From the first that has to ask somebody on. */
async function inTurn(
  gates: readonly NamedGate[],
  from: number,
  first: Promise<Verdict>,
  knock: Knock,
  verdicts: Verdict[],
): Promise<KnownCaller | Failure> {
  let verdict: Verdict | undefined = await first
  for (let index = from + 1; verdict !== undefined; index++) {
    if (verdict.is === 'admitted') return verdict.caller
    verdicts.push(verdict)
    verdict = await gates[index]?.gate.admit(knock)
  }
  return failureOf(gates, verdicts)
}

function failureOf(gates: readonly NamedGate[], verdicts: readonly Verdict[]): Failure {
  const cause = new Error(
    verdicts.map((verdict, index) => `${gates[index]?.name}: ${wordsOf(verdict)}`).join('; '),
  )
  const waits = verdicts.flatMap((verdict) =>
    verdict.is === 'unavailable' ? waitOf(verdict.why) : [],
  )
  if (waits.length > 0) {
    const words = 'Who calls cannot be checked just now. Try again later.'
    const details = { retryAfter: Math.max(...waits) }
    return new Failure('SECURITY_UNAVAILABLE', words, { cause, details })
  }
  const forbidden = verdicts.filter((verdict) => verdict.is === 'forbidden')
  if (forbidden.length > 0) {
    const challenges = challengesOf(forbidden)
    return new Failure('FORBIDDEN', 'The caller may not do this.', {
      cause,
      details: { challenges },
    })
  }
  const words = 'Credentials are missing or not valid.'
  return new Failure('UNAUTHORIZED', words, {
    cause,
    details: { challenges: challengesOf(verdicts), ...saysOf(verdicts) },
  })
}

/** Of the first whose protocol has words of its own. */
function saysOf(verdicts: readonly Verdict[]): { says?: RefusalBody } {
  for (const verdict of verdicts)
    if ('says' in verdict && verdict.says) return { says: verdict.says }
  return {}
}

/** Seconds. */
function waitOf({ details }: Failure): number {
  const { retryAfter } = details ?? {}
  return typeof retryAfter === 'number' ? retryAfter : 5
}

function challengesOf(verdicts: readonly Verdict[]): string[] {
  const found = verdicts.flatMap((verdict) =>
    'challenge' in verdict && verdict.challenge !== undefined ? [verdict.challenge] : [],
  )
  return [...new Set(found)]
}

function wordsOf(verdict: Verdict): string {
  if (verdict.is === 'absent') return 'nothing was shown'
  if (verdict.is === 'unavailable') return causesOf(verdict.why)
  return verdict.is === 'admitted' ? '' : verdict.why
}

function causesOf(failure: Failure): string {
  return [failure.message, ...(failure.toData().causes ?? [])].join(': ')
}
