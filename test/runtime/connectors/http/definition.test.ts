import { describe, expect, it } from 'vitest'
import { restDefinition } from '../../../../runtime/connectors/http/definition.ts'
import { schemaOf } from '../../../../runtime/model/field.ts'

const channel = schemaOf(restDefinition.channel?.fields ?? [])
const outgoing = schemaOf(restDefinition.outgoing?.fields ?? [])

describe('the path of a channel', () => {
  it.each([
    '/',
    '/store',
    '/store/',
    '/customers/{cust_id}',
    '/v{version}/report-{day}.csv',
    '/{from}-{to}',
    '/files/{path*}',
    '/{path*}',
    '/übersicht/a%20b',
  ])('may be %s', (path) => {
    expect(channel.safeParse({ path }).success).toBe(true)
  })

  it.each([
    '',
    'store',
    '/a b',
    '/a?b',
    '/a#b',
    '/{}',
    '/{1a}',
    '/{a',
    '/a}',
    '/{a}b',
    '/{a}{b}',
    '/{a*}/b',
    '/x{a*}',
    '/:a',
    '/*',
  ])('may not be %j', (path) => {
    expect(channel.safeParse({ path }).success).toBe(false)
  })

  it('is checked quickly even when it is hostile', () => {
    expect(channel.safeParse({ path: `${'/a'.repeat(50_000)}{` }).success).toBe(false)
  })
})

describe('the URL of a connection', () => {
  it.each(['http://erp.local', 'https://erp.local:8443/api/v1/', 'http://[::1]:80'])(
    'may be %s',
    (url) => {
      expect(outgoing.safeParse({ url }).success).toBe(true)
    },
  )

  it.each(['erp.local', 'ftp://erp.local', 'http://', 'http://user:pw@erp.local', 'http://a/?b=c'])(
    'may not be %s',
    (url) => {
      expect(outgoing.safeParse({ url }).success).toBe(false)
    },
  )
})
