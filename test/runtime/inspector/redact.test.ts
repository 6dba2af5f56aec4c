import { describe, expect, test } from 'vitest'
import { mask, Redactor } from '../../../runtime/inspector/redact.ts'

const redactor = new Redactor()
redactor.setSecrets(['s3cret-pw', 's3cret-pw-long', 'abc'])

describe('what is shown', () => {
  test('never holds the value of a secret, the longer one first', () => {
    expect(redactor.text('login s3cret-pw-long then s3cret-pw')).toBe(`login ${mask} then ${mask}`)
  })

  test('holds values that are too short to be secrets', () => {
    expect(redactor.text('abc')).toBe('abc')
  })

  test('masks elements by their names in JSON, XML and forms', () => {
    const shown = (text: string, type: string) => redactor.bytes(Buffer.from(text), type).toString()
    expect(shown('{"password": "p\\"w", "user": "u"}', 'application/json')).toBe(
      `{"password": "${mask}", "user": "u"}`,
    )
    expect(shown('<r><password>pw</password></r>', 'application/xml')).toBe(
      `<r><password>${mask}</password></r>`,
    )
    expect(shown('user=u&password=pw', 'application/x-www-form-urlencoded')).toBe(
      `user=u&password=${mask}`,
    )
  })

  test('masks elements that a service declares to be secret', () => {
    const declared = new Redactor()
    declared.setElements(['pin', 'a.b'])
    const shown = (text: string, type: string) => declared.bytes(Buffer.from(text), type).toString()
    expect(shown('{"pin":1234,"a.b":"x","aXb":"y","token":"t"}', 'application/json')).toBe(
      `{"pin":"${mask}","a.b":"${mask}","aXb":"y","token":"${mask}"}`,
    )
    expect(shown('pin=1234&n=1', 'application/x-www-form-urlencoded')).toBe(`pin=${mask}&n=1`)
  })

  test('leaves bytes without secrets as they are', () => {
    const photo = Buffer.from([0xff, 0xd8, 0, 1, 2, 0xfe])
    expect(redactor.bytes(photo, undefined)).toBe(photo)
  })

  test('masks a secret inside bytes that are not text without harming the rest', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0]),
      Buffer.from('s3cret-pw'),
      Buffer.from([0xfe]),
    ])
    const shown = redactor.bytes(bytes, 'application/octet-stream')
    expect(shown.includes('s3cret-pw')).toBe(false)
    expect([shown[0], shown[1], shown.at(-1)]).toEqual([0xff, 0, 0xfe])
  })

  test('masks a secret in each way it may be written', () => {
    const odd = new Redactor()
    odd.setSecrets(['öffne (dich) "du" & <x>'])
    const ways = [
      JSON.stringify({ a: 'öffne (dich) "du" & <x>' }),
      JSON.stringify({ a: JSON.stringify({ b: JSON.stringify(['öffne (dich) "du" & <x>']) }) }),
      encodeURIComponent(JSON.stringify({ a: 'öffne (dich) "du" & <x>' })),
      '<a>öffne (dich) "du" &amp; &lt;x&gt;</a>',
      `?a=${encodeURIComponent('öffne (dich) "du" & <x>')}`,
      new URLSearchParams({ a: 'öffne (dich) "du" & <x>' }).toString(),
    ]
    for (const way of ways) {
      expect(odd.text(way)).toContain(mask)
      expect(odd.text(way)).not.toContain('ffne')
      expect(odd.bytes(Buffer.from(way), undefined).toString()).toBe(odd.text(way))
    }
  })

  test('masks what was a secret before, until the history is gone', () => {
    const changed = new Redactor()
    changed.setSecrets(['old-password'])
    changed.setSecrets(['new-password'])
    expect(changed.text('old-password new-password')).toBe(`${mask} ${mask}`)
    changed.forgetOld()
    expect(changed.text('old-password new-password')).toBe(`old-password ${mask}`)
  })

  test('masks payloads however deep, and leaves what is not plain data', () => {
    const date = new Date(0)
    expect(
      redactor.payload({ list: [{ text: 'my s3cret-pw', password: 'other', n: 1 }], date }),
    ).toEqual({ list: [{ text: `my ${mask}`, password: mask, n: 1 }], date })
  })

  test('masks the words of a failure, not its place', () => {
    const at = { collection: 'connections', name: 's3cret-pw' } as const
    const details = { body: 'with s3cret-pw' }
    const shown = redactor.failure({
      code: 'OUTGOING_LOGIN_FAILED',
      kind: 'peer',
      message: 's3cret-pw is wrong',
      at,
      details,
    })
    expect(shown).toMatchObject({
      message: `${mask} is wrong`,
      at,
      details: { body: `with ${mask}` },
    })
  })

  test('masks headers that carry credentials', () => {
    expect(redactor.headers({ authorization: 'Basic x', cookie: 'a=b', accept: '*/*' })).toEqual({
      authorization: mask,
      cookie: mask,
      accept: '*/*',
    })
  })
})
