import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerStatus } from '../../../renderer/testing/answer-status.ts'
import {
  answerText,
  draftOf,
  maskedSent,
  mostSent,
  notesOn,
  type Sent,
  withSent,
} from '../../../renderer/testing/past.ts'
import { mask } from '../../../runtime/model/secrecy.ts'
import type { TestAnswer, TestRow } from '../../../runtime/model/testing.ts'

const answer: TestAnswer = {
  outcome: 'answered',
  status: 200,
  words: 'OK',
  headers: [
    ['Date', 'now'],
    ['X-B', '1'],
    ['Content-Type', 'application/json'],
  ],
  contentType: 'application/json',
  size: 7,
  took: 1,
}

function sent(change: Partial<Sent> = {}): Sent {
  return {
    id: 'a',
    channel: 'Orders',
    at: 1,
    line: 'POST /orders',
    draft: { via: 'transport', values: {}, format: 'json', text: '{}' },
    answer,
    body: new Uint8Array(Buffer.from('{"a":1}')),
    ...change,
  }
}

function withRows(headers: TestRow[], text = '{}'): Sent {
  return sent({ draft: { via: 'transport', values: { headers }, format: 'json', text } })
}

describe('the sends of the past', () => {
  it('are so many of each channel, newest first', () => {
    let past: readonly Sent[] = [sent({ id: 'other', channel: 'Files' })]
    for (let count = 0; count <= mostSent; count++) past = withSent(past, sent({ id: `s${count}` }))
    expect(past.length).toBe(mostSent + 1)
    expect(past[0]?.id).toBe(`s${mostSent}`)
    expect(past.some(({ id }) => id === 's0')).toBe(false)
    expect(past.at(-1)?.id).toBe('other')
  })

  it('are kept without secrets, and say so', () => {
    const whole = withRows(
      [
        { name: 'Authorization', value: 'Bearer x' },
        { name: 'X-Shop-Token', value: 'y' },
        { name: 'Accept', value: 'z' },
      ],
      '{"password": "p1", "name": "Ada"}',
    )
    const kept = maskedSent(whole)
    expect(kept.draft.values.headers).toEqual([
      { name: 'Authorization', value: mask },
      { name: 'X-Shop-Token', value: mask },
      { name: 'Accept', value: 'z' },
    ])
    expect(kept.draft.text).toBe(`{"password": "${mask}", "name": "Ada"}`)
    expect(notesOn(kept)).toEqual([expect.stringContaining('Secrets are not kept')])
    expect(whole.draft.text).toContain('p1')
  })

  it('have no secret of a query or a form on disk, whatever it is', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{12,30}$/)
    fc.assert(
      fc.property(secret, fc.constantFrom('token', 'api_key', 'access_token'), (value, name) => {
        const query = [{ name, value }]
        const text = `password=${value}&a=1`
        const draft = { via: 'flow', values: { query }, format: 'form', text } as const
        expect(JSON.stringify(maskedSent(sent({ draft })))).not.toContain(value)
      }),
    )
  })

  it('are drafts again: what is masked is to be typed anew', () => {
    const kept = maskedSent(withRows([{ name: 'Authorization', value: 'x' }]))
    expect(draftOf(kept).values.headers).toEqual([{ name: 'Authorization', value: '' }])
    expect(notesOn(sent({ file: { name: 'a.png', size: 1 } }))).toEqual([
      'The file a.png is not kept: choose it again.',
    ])
    expect(notesOn(sent())).toEqual([])
  })
})

describe('an answer', () => {
  it('is compared by what it says, not by when it said so', () => {
    expect(answerText(sent())).toBe(
      '200 OK\ncontent-type: application/json\nx-b: 1\n\n{\n  "a": 1\n}',
    )
    const failure = { code: 'CHANNEL_OFF', kind: 'design', message: 'It is off.' } as const
    const failed = { ...answer, outcome: 'failed' as const, headers: [], failure }
    const { status: _, words: __, ...unsent } = failed
    expect(answerText(sent({ answer: unsent }))).toBe('failed\n\nIt is off.')
  })

  it.each([
    [{}, '200 OK', 'ok'],
    [{ status: 404, words: 'Not Found' }, '404 Not Found', 'err'],
    [{ outcome: 'cancelled' }, 'cancelled', 'quiet'],
    [{ outcome: 'failed' }, 'not sent', 'err'],
    [{ status: undefined, words: 'acked' }, 'acked', 'ok'],
    [{ status: undefined, words: 'retrying' }, 'retrying', 'warn'],
    [{ status: undefined, words: 'timeout' }, 'timeout', 'err'],
  ] as const)('is told in a word: %j', (change, text, tone) => {
    expect(answerStatus({ ...answer, ...change } as TestAnswer)).toMatchObject({ text, tone })
  })
})
