import { expect, test } from 'vitest'
import { ftpDefinition } from '../../../../runtime/connectors/ftp/definition.ts'
import { settingsOf } from '../../../../runtime/connectors/ftp/settings.ts'
import { schemaOf } from '../../../../runtime/model/field.ts'

const outgoing = ftpDefinition.outgoing

test('only the host has to be filled in', () => {
  const schema = schemaOf(outgoing?.fields ?? [])
  expect(schema.safeParse({}).error?.issues.map(({ path }) => path)).toEqual([['host']])
  expect(schema.safeParse({ host: 'ftp.example.com' }).success).toBe(true)
  expect(schema.safeParse({ host: 'ftp://ftp.example.com' }).success).toBe(false)
})

test('a call on a node is complete as it comes', () => {
  const schema = schemaOf(outgoing?.call ?? [])
  expect(schema.safeParse({}).success).toBe(true)
  expect(schema.safeParse({ operation: 'rename' }).error?.issues.map(({ path }) => path)).toEqual([
    ['to'],
  ])
})

test('the line under a node tells where it goes', () => {
  expect(outgoing?.summary({})).toBe('no host yet')
  expect(outgoing?.summary({ host: 'h', port: 21 })).toBe('ftp://h')
  expect(outgoing?.summary({ host: 'h', port: 2121, root: '/data' })).toBe('ftp://h:2121/data')
  expect(outgoing?.summary({ host: 'h', port: 990, security: 'implicit' })).toBe('ftps://h')
})

test('what is left out has its default, in milliseconds', () => {
  expect(settingsOf({ name: 'my.ftp', type: 'ftp', values: { host: 'h' } })).toEqual({
    name: 'my.ftp',
    host: 'h',
    port: 21,
    user: 'anonymous',
    password: 'guest',
    security: 'none',
    verifyCertificate: true,
    ca: undefined,
    root: '',
    encoding: 'utf8',
    temporarySuffix: '.part',
    poolSize: 4,
    connectTimeout: 10_000,
    transferTimeout: 30_000,
    idleTimeout: 60_000,
    keepAlive: true,
  })
})
