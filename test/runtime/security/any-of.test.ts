import { describe, expect, it } from 'vitest'
import type { Gate, Knock, Verdict } from '../../../runtime/message/guard.ts'
import { Failure } from '../../../runtime/model/failure.ts'
import { anyOf } from '../../../runtime/security/any-of.ts'

const knock: Knock = {
  header: () => undefined,
  headers: () => ({}),
  body: () => Promise.resolve(Buffer.alloc(0)),
  give: () => undefined,
  certificate: undefined,
}

function caller(definition: string): Verdict {
  const identity = { subject: 's', claims: {}, roles: [] }
  return { is: 'admitted', caller: { name: 's', definition, type: 'basic', identity } }
}

const verdicts = {
  absent: { is: 'absent', challenge: 'A realm="r"' },
  refused: { is: 'refused', challenge: 'B realm="r"', why: 'wrong' },
  forbidden: { is: 'forbidden', challenge: 'C error="insufficient_scope"', why: 'too little' },
  unavailable: { is: 'unavailable', why: new Failure('SECURITY_UNAVAILABLE', 'It is down.') },
  admitted: caller('one'),
} as const satisfies Record<string, Verdict>

type Name = keyof typeof verdicts
const gate = (name: Name, isLate: boolean): Gate => ({
  admit: () => (isLate ? Promise.resolve(verdicts[name]) : verdicts[name]),
})

async function ask(names: readonly Name[], isLate = () => false) {
  const gates = names.map((name) => ({ name, gate: gate(name, isLate()) }))
  const told = await anyOf(gates, undefined).admit(knock)
  return told instanceof Failure
    ? { code: told.code, ...told.details, cause: (told.cause as Error).message }
    : told.definition
}

describe('several gates', () => {
  it('let in when one does, wherever it stands and however long it takes', async () => {
    for (const isLate of [() => false, () => true, () => Math.random() < 0.5]) {
      expect(await ask(['refused', 'unavailable', 'admitted'], isLate)).toBe('one')
      expect(await ask(['admitted', 'forbidden'], isLate)).toBe('one')
    }
  })

  it('challenge with all ways there are, and say to the log only what was wrong', async () => {
    expect(await ask(['absent', 'refused', 'absent'])).toEqual({
      code: 'UNAUTHORIZED',
      challenges: ['A realm="r"', 'B realm="r"'],
      cause: 'absent: nothing was shown; refused: wrong; absent: nothing was shown',
    })
  })

  it('answer in the words of a protocol that has its own', async () => {
    const says = { contentType: 'text/xml', body: '<no/>' }
    const own: Gate = { admit: () => ({ ...verdicts.refused, says }) }
    const gates = [
      { name: 'usual', gate: gate('absent', false) },
      { name: 'own', gate: own },
    ]
    const told = await anyOf(gates, undefined).admit(knock)
    expect(told).toMatchObject({ code: 'UNAUTHORIZED', details: { says } })
  })

  it('know somebody who may not', async () => {
    expect(await ask(['absent', 'forbidden', 'refused'])).toMatchObject({
      code: 'FORBIDDEN',
      challenges: ['C error="insufficient_scope"'],
    })
  })

  it('cannot tell when one of them cannot', async () => {
    expect(await ask(['refused', 'unavailable', 'forbidden'])).toMatchObject({
      code: 'SECURITY_UNAVAILABLE',
      cause: 'refused: wrong; unavailable: It is down.; forbidden: too little',
    })
  })

  it('let nobody in when there are none', async () => {
    expect(await ask([])).toMatchObject({ code: 'UNAUTHORIZED' })
  })
})
