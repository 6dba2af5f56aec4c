import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { challenge, isBase64Url, tokenOf } from '../../../runtime/security/authorization.ts'

describe('an Authorization header', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['Basic dTpw', 'dTpw'],
    ['basic dTpw', 'dTpw'],
    ['BASIC   dTpw', 'dTpw'],
    ['Basic', ''],
    ['Basic ', ''],
    ['Basic\tdTpw', undefined],
    ['Basicx dTpw', undefined],
    ['Bearer dTpw', undefined],
    ['Basic dTpw,', ''],
    ['Basic dTpw, Basic dTpw', ''],
    ['Basic dT pw', ''],
    ['Basic dTpw===', 'dTpw==='],
    ['Basic =dTpw', ''],
    ['Basic dTpw\u00e4', ''],
    ['Digest username="u"', undefined],
  ])('%j has the token %j', (header, token) => {
    expect(tokenOf(header, 'basic')).toBe(token)
  })

  it('never takes a header apart that is not one token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (rest) => {
        const token = tokenOf(`Bearer ${rest}`, 'bearer')
        if (token === '') return
        expect(token).toBe(rest.replace(/^ +/, ''))
        expect(token).toMatch(/^[A-Za-z0-9\-._~+/]+=*$/)
      }),
    )
  })
})

describe('base64', () => {
  it('is read in the one spelling that it is written in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(isBase64Url(Buffer.from(bytes).toString('base64url'))).toBe(true)
      }),
    )
  })

  // The last letter of one byte has four bits that say nothing; AQ and AR would be the same byte.
  it.each(['AR', 'AQ==', 'A', 'A+', 'A/B_'])('is refused in a token as %j', (text) =>
    expect(isBase64Url(text)).toBe(false),
  )
})

it('writes a challenge', () => {
  expect(challenge('Basic', { realm: 'a b', charset: 'UTF-8' })).toBe(
    'Basic realm="a b", charset="UTF-8"',
  )
})
