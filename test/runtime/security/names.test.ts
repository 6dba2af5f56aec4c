import { describe, expect, it } from 'vitest'
import { alternativeNames, fitsSubject } from '../../../runtime/security/mtls/names.ts'

describe('a subject', () => {
  const subject = 'C=DE\nO=Example, Inc\nOU=a\nOU=b\nCN=erp'
  it.each([
    ['CN=erp', true],
    ['CN = erp', true],
    ['CN=erp, C=DE', true],
    ['OU=b, OU=a', true],
    ['CN=er', false],
    ['CN=erp2', false],
    ['CN=erp, C=FR', false],
    ['erp', false],
    ['', false],
    [',', false],
    [' , ', false],
  ])('has the parts of %j: %j', (entry, fits) => {
    expect(fitsSubject(subject, [entry])).toBe(fits)
  })

  it('is compared as OpenSSL writes it', () => {
    expect(fitsSubject('O=Example\\, Inc\nCN=x', ['O=Example\\, Inc, CN=x'])).toBe(true)
    // A line break within a value is escaped, so that it makes no part of its own.
    expect(fitsSubject('CN=x\\0ACN=admin', ['CN=admin'])).toBe(false)
  })

  it('fits when one of several entries does', () => {
    expect(fitsSubject(subject, ['CN=shop', 'CN=erp'])).toBe(true)
    expect(fitsSubject(subject, [])).toBe(false)
  })
})

describe('alternative names', () => {
  it.each([
    ['', []],
    ['DNS:a.example', ['DNS:a.example']],
    [
      'DNS:a, IP Address:127.0.0.1, URI:spiffe://x/y',
      ['DNS:a', 'IP Address:127.0.0.1', 'URI:spiffe://x/y'],
    ],
    ['DNS:"a, DNS:b, DNS:c"', ['DNS:a, DNS:b, DNS:c']],
    ['URI:"x\\", DNS:b, \\"y", DNS:d', ['URI:x", DNS:b, "y', 'DNS:d']],
    ['DNS:a", DNS:b', []],
    ['DNS:a,DNS:b', []],
  ])('of %j', (text, names) => {
    expect(alternativeNames(text)).toEqual(names)
  })
})
