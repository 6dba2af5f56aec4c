// What becomes of a message, as a table.
import { describe, expect, it } from 'vitest'
import { decide, type Happened, type Policy } from '../../../../runtime/connectors/amqp/policy.ts'
import { Failure, type FailureCode } from '../../../../runtime/model/failure.ts'

const usual: Policy = {
  onSuccess: 'ack',
  onFailure: 'retry',
  onBadMessage: 'park',
  retryLimit: 5,
  retryDelay: 1000,
  retryMaxDelay: 60_000,
  afterLimit: 'park',
  deadLetterExchange: '',
}

function settled(
  policy: Partial<Policy>,
  code: FailureCode | undefined,
  more: Partial<Happened> = {},
) {
  const failure = code && new Failure(code, 'It failed.')
  const happened = { failure, run: 1, deliveryCount: undefined, ...more }
  return decide({ ...usual, ...policy }, happened, () => 0)
}

describe('when all went well', () => {
  it.each([
    ['ack', 'ack'],
    ['reject', 'reject'],
  ] as const)('%s', (onSuccess, expected) => {
    expect(settled({ onSuccess }, undefined)).toEqual({ do: expected })
  })
})

describe('when it failed', () => {
  it.each([
    [{ onFailure: 'retry' }, { do: 'retry', after: 1000, run: 2, runs: 6 }],
    [{ onFailure: 'requeue' }, { do: 'requeue', after: 1000, run: 2, runs: 6 }],
    [{ onFailure: 'park' }, { do: 'park' }],
    [{ onFailure: 'discard' }, { do: 'discard' }],
    [{ onFailure: 'deadLetter' }, { do: 'reject' }],
    [{ onFailure: 'deadLetter', deadLetterExchange: 'dead' }, { do: 'deadLetter' }],
  ] satisfies [Partial<Policy>, unknown][])('%o', (policy, expected) => {
    for (const code of ['SERVICE_THREW', 'DEADLINE_PASSED', 'OUTGOING_LOST'] as const) {
      expect(settled(policy, code)).toEqual(expected)
    }
  })
})

describe('when it is bad', () => {
  it.each([
    [{ onBadMessage: 'park' }, { do: 'park' }],
    [{ onBadMessage: 'discard' }, { do: 'discard' }],
    [{ onBadMessage: 'deadLetter' }, { do: 'reject' }],
    [{ onBadMessage: 'deadLetter', deadLetterExchange: 'dead' }, { do: 'deadLetter' }],
    [{ onBadMessage: 'asFailed' }, { do: 'retry', after: 1000, run: 2, runs: 6 }],
  ] satisfies [Partial<Policy>, unknown][])('%o', (policy, expected) => {
    for (const code of ['MESSAGE_NOT_JSON', 'BAD_REQUEST', 'INPUT_MISSING', 'FORBIDDEN'] as const) {
      expect(settled(policy, code)).toEqual(expected)
    }
  })

  it('is as failed when a later try can help', () => {
    expect(settled({}, 'TOO_MANY_REQUESTS')).toMatchObject({ do: 'retry' })
  })
})

describe('after the last try', () => {
  it.each([
    ['park', { do: 'park' }],
    ['discard', { do: 'discard' }],
    ['deadLetter', { do: 'reject' }],
  ] as const)('%s', (afterLimit, expected) => {
    for (const onFailure of ['retry', 'requeue'] as const) {
      const policy = { onFailure, afterLimit, retryLimit: 2 }
      expect(settled(policy, 'SERVICE_THREW', { run: 2 })).toMatchObject({ do: onFailure })
      expect(settled(policy, 'SERVICE_THREW', { run: 3 })).toEqual(expected)
    }
  })

  it('is after the first one with a limit of 0', () => {
    expect(settled({ retryLimit: 0 }, 'SERVICE_THREW')).toEqual({ do: 'park' })
  })

  it('counts what goes back as the broker does, when it does', () => {
    const policy = { onFailure: 'requeue', retryLimit: 2 } as const
    const counted = (deliveryCount: number) =>
      settled(policy, 'SERVICE_THREW', { run: 1, deliveryCount })
    expect(counted(1)).toMatchObject({ do: 'requeue', run: 3 })
    expect(counted(2)).toEqual({ do: 'park' })
    expect(settled({ retryLimit: 2 }, 'SERVICE_THREW', { deliveryCount: 9 })).toMatchObject({
      do: 'retry',
    })
  })
})

describe('a service that never let go', () => {
  it.each([
    [{ onFailure: 'retry', afterLimit: 'discard' }, { do: 'discard' }],
    [{ onFailure: 'requeue', afterLimit: 'park' }, { do: 'park' }],
    [{ onFailure: 'deadLetter', deadLetterExchange: 'dead' }, { do: 'deadLetter' }],
  ] satisfies [Partial<Policy>, unknown][])('is not run again: %o', (policy, expected) => {
    expect(settled(policy, 'SERVICE_HELD_LOOP')).toEqual(expected)
  })
})

it('gives back at once, uncounted, what nobody works on any more', () => {
  for (const code of ['RUNTIME_STOPPING', 'CALLER_GONE'] as const) {
    expect(settled({ onFailure: 'discard' }, code)).toEqual({ do: 'requeue', after: 0 })
  }
})

describe('the wait', () => {
  const wait = (run: number, random = 0, policy: Partial<Policy> = {}) => {
    const failure = new Failure('SERVICE_THREW', 'It failed.')
    const all = { ...usual, retryLimit: 1000, ...policy }
    const action = decide(all, { failure, run, deliveryCount: undefined }, () => random)
    return 'after' in action ? action.after : undefined
  }

  it('doubles, up to the longest', () => {
    expect([1, 2, 3, 6, 7, 900].map((run) => wait(run))).toEqual([
      1000, 2000, 4000, 32_000, 60_000, 60_000,
    ])
  })

  it('is up to a quarter shorter', () => {
    expect(wait(1, 0.999)).toBe(750)
    expect(wait(9, 0.5)).toBe(52_500)
  })

  it('is none when none is wanted', () => {
    expect(wait(3, 0, { retryDelay: 0 })).toBe(0)
    expect(wait(3, 0, { retryMaxDelay: 0 })).toBe(0)
  })
})
