/** Where a UsernameToken counts in an envelope, and what its digest is. */
import { describe, expect, it } from 'vitest'
import { tokenIn } from '../../../../runtime/security/ws-security/envelope.ts'
import { passwordDigest } from '../../../../runtime/security/ws-security/kind.ts'
import { Seen } from '../../../../runtime/security/ws-security/seen.ts'
import {
  envelope,
  header,
  security,
  soap11,
  soap12,
  textToken,
  typeUri,
  wsse,
} from '../../../support/soap.ts'

const read = (text: string) => tokenIn(Buffer.from(text))
const erp = textToken('erp', 'pw')
const erpRead = {
  is: 'token',
  token: { user: 'erp', password: 'pw', isDigest: false, nonce: undefined, created: undefined },
}

describe('the digest of a password', () => {
  it('is what ONVIF gives as its example', () => {
    // ONVIF Application Programmer's Guide 1.0, 6.1.1.3.
    const nonce = Buffer.from('LKqI6G/AikKCQrN0zqZFlg==', 'base64')
    const token = { nonce, created: '2010-09-16T07:50:45Z' }
    expect(passwordDigest(token, 'userpassword')).toBe('tuOSpGlFlIXsozq4HFNeeGeFLEI=')
  })

  it('leaves out what is not there, and takes the password in UTF-8', () => {
    // printf 'pässword' | openssl sha1 -binary | base64
    const token = { nonce: undefined, created: undefined }
    expect(passwordDigest(token, 'pässword')).toBe('I7dElEdfX4dJgLdnbVEeI9iG2mQ=')
  })
})

describe('a UsernameToken', () => {
  it.each([
    ['SOAP 1.1', soap11],
    ['SOAP 1.2', soap12],
  ])('is read from the header of %s', (_, soap) => {
    const type = typeUri('PasswordDigest')
    const token = `<wsse:UsernameToken wsu:Id="a">
      <wsse:Username>A &amp; B</wsse:Username>
      <wsse:Password Type="${type}">
        q83vAAAAAAAAAAAAAAAAAAAAAAA=
      </wsse:Password>
      <wsse:Nonce EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"> AQID </wsse:Nonce>
      <wsu:Created> 2026-11-24T10:00:00Z </wsu:Created>
    </wsse:UsernameToken>`
    expect(read(envelope(security(token), soap))).toEqual({
      is: 'token',
      token: {
        user: 'A & B',
        password: 'q83vAAAAAAAAAAAAAAAAAAAAAAA=',
        isDigest: true,
        nonce: Buffer.from([1, 2, 3]),
        created: '2026-11-24T10:00:00Z',
      },
    })
  })

  it('is told by its namespace, whatever the prefixes', () => {
    const other = `<Envelope xmlns="${soap11}"><Header><Security xmlns="${wsse}">
      <q:UsernameToken xmlns:q="${wsse}"><Username>erp</Username><q:Password>pw</q:Password>
      </q:UsernameToken></Security></Header><Body/></Envelope>`
    expect(read(other)).toEqual(erpRead)
    const elsewhere = envelope(security(erp)).replace(wsse, 'urn:other')
    expect(read(elsewhere)).toEqual({ is: 'absent' })
    const redeclared = header(
      `<wsse:Security xmlns:wsse="urn:other"><wsse:UsernameToken/></wsse:Security>`,
    )
    expect(read(envelope(redeclared))).toEqual({ is: 'absent' })
  })

  it('has a text password when it names no type', () => {
    const bare = erp.replace(/ Type="[^"]*"/, '')
    expect(read(envelope(security(bare)))).toEqual(erpRead)
  })

  it('is whole when comments and CDATA are in it', () => {
    const split = textToken('e<!-- x -->rp', '<![CDATA[p&amp;]]>w')
    expect(read(envelope(security(split)))).toMatchObject({
      token: { user: 'erp', password: 'p&amp;w' },
    })
  })

  it.each([
    ['no header', ''],
    ['an empty header', header('')],
    ['an empty Security', security('')],
    ['a token beside Security', header(erp)],
    ['a token deeper in Security', security(`<x>${erp}</x>`)],
    ['a Security deeper in the header', header(`<x><wsse:Security>${erp}</wsse:Security></x>`)],
    [
      'a Security for somebody else',
      header(`<wsse:Security s:actor="urn:gateway">${erp}</wsse:Security>`),
    ],
  ])('is not there with %s', (_, head) => {
    expect(read(envelope(head))).toEqual({ is: 'absent' })
  })

  it('counts in the header only', () => {
    const wrapped = `<wsse:Security>${erp}</wsse:Security>`
    expect(read(envelope('', soap11, wrapped))).toEqual({ is: 'absent' })
    const inner = envelope(security(erp)).replace(/^.*\n/, '')
    expect(read(envelope(header(inner), soap11, inner))).toEqual({ is: 'absent' })
    const foreign = envelope(security(erp)).replaceAll('s:Header', 'wsse:Header')
    expect(read(foreign)).toEqual({ is: 'absent' })
  })

  it('may stand in a Security for the next or the last', () => {
    const next = 'http://schemas.xmlsoap.org/soap/actor/next'
    const blocks = `<wsse:Security s:actor="${next}">${erp}</wsse:Security><wsse:Security s:actor="urn:gateway">${textToken('gw', 'x')}</wsse:Security>`
    expect(read(envelope(header(blocks)))).toEqual(erpRead)
    const last = `<wsse:Security s:role="${soap12}/role/ultimateReceiver">${erp}</wsse:Security>`
    expect(read(envelope(header(last), soap12))).toEqual(erpRead)
  })

  const block = `<wsse:Security>${erp}</wsse:Security>`
  const unprefixed = `<Security xmlns="${wsse}">${erp}</Security>`
  const entity = '<!DOCTYPE x [<!ENTITY u "erp">]>'
  it.each([
    ['two tokens', envelope(security(erp + erp))],
    [
      'two tokens of different prefixes',
      envelope(security(`${erp}<UsernameToken xmlns="${wsse}"/>`)),
    ],
    ['two Security blocks', envelope(header(block + block))],
    ['two Security blocks of different prefixes', envelope(header(block + unprefixed))],
    ['two headers', envelope(security(erp) + security(erp))],
    ['two users', envelope(security(textToken('erp', 'pw', '<wsse:Username>x</wsse:Username>')))],
    [
      'no password',
      envelope(
        security('<wsse:UsernameToken><wsse:Username>erp</wsse:Username></wsse:UsernameToken>'),
      ),
    ],
    ['an element in the user', envelope(security(textToken('e<x/>rp', 'pw')))],
    ['an unknown type', envelope(security(erp.replace('#PasswordText', '#PasswordTexts')))],
    [
      'a nonce that is no Base64',
      envelope(security(textToken('erp', 'pw', '<wsse:Nonce>a!==</wsse:Nonce>'))),
    ],
    ['an empty nonce', envelope(security(textToken('erp', 'pw', '<wsse:Nonce/>')))],
    [
      'a nonce in hex',
      envelope(
        security(textToken('erp', 'pw', '<wsse:Nonce EncodingType="urn:hex">AQID</wsse:Nonce>')),
      ),
    ],
    ['two times', envelope(security(textToken('erp', 'pw', '<wsu:Created/><wsu:Created/>')))],
    ['an entity of its own', entity + envelope(security(textToken('&u;', 'pw'))).slice(22)],
    ['an entity that nobody declared', envelope(security(textToken('&u;', 'pw')))],
    ['a second root', envelope(security(erp)) + envelope('').slice(22)],
    ['no end', envelope(security(erp)).slice(0, -3)],
    ['a dangerous name', envelope(security(erp), soap11, '<__proto__/>')],
    ['too many levels', envelope(security(erp), soap11, '<a>'.repeat(300) + '</a>'.repeat(300))],
    ['another root', '<order/>'],
    ['JSON', '{"user":"erp"}'],
    ['bytes that are no text', '\u0000\u0001'],
  ])('is wrong with %s', (_, text) => {
    expect(read(text)).toMatchObject({ is: 'wrong' })
  })

  it('is not there without a body', () => {
    expect(read('')).toEqual({ is: 'absent' })
  })

  it('has a time in the namespace of utilities only', () => {
    const misplaced = textToken('erp', 'pw', '<wsse:Created>2026-11-24T10:00:00Z</wsse:Created>')
    expect(read(envelope(security(misplaced)))).toEqual(erpRead)
  })
})

describe('nonces that were seen', () => {
  const one = Buffer.from('one')
  it('are known for so long, and then forgotten', () => {
    const seen = new Seen(1000, 10)
    expect(seen.take(one, 0)).toBe('new')
    expect(seen.take(one, 999)).toBe('seen')
    expect(seen.take(one, 1000)).toBe('new')
    expect(seen.size).toBe(1)
  })

  it('are never more than so many, and none is forgotten early', () => {
    const seen = new Seen(1000, 2)
    expect(['a', 'b', 'c', 'a'].map((name) => seen.take(Buffer.from(name), 5))).toEqual([
      'new',
      'new',
      'full',
      'seen',
    ])
    expect(seen.take(Buffer.from('c'), 1005)).toBe('new')
  })
})
