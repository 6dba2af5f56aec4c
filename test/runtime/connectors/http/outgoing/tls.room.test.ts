/** Certificates, made by openssl for the test: one that signs itself, for 127.0.0.1. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restDefinition } from '../../../../../runtime/connectors/http/definition.ts'
import { openRest } from '../../../../../runtime/connectors/http/outgoing/rest-connection.ts'
import { withDefaults } from '../../../../../runtime/model/field.ts'
import type { RestClient } from '../../../../../runtime/services/clients.ts'
import { testExchange } from '../../../../support/exchange.ts'

const folder = mkdtempSync(join(tmpdir(), 'patchbay-tls-'))
const path = (name: string) => join(folder, name)
let server: ReturnType<typeof createServer>
let port = 0

beforeAll(async () => {
  const names = ['-subj', '/CN=erp', '-addext', 'subjectAltName=IP:127.0.0.1']
  const files = ['-keyout', path('key.pem'), '-out', path('cert.pem')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files],
    {
      stdio: 'ignore',
    },
  )
  server = createServer(
    { key: readFileSync(path('key.pem')), cert: readFileSync(path('cert.pem')) },
    (_request, response) => response.end('safe'),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

async function ask(values: Record<string, unknown>) {
  const all = withDefaults(restDefinition.outgoing?.fields ?? [], {
    url: `https://127.0.0.1:${port}`,
    ...values,
  })
  const surroundings = { logger: pino({ level: 'silent' }), project: 'test', onCondition: () => {} }
  const connection = openRest({ name: 'erp', type: 'rest', values: all }, surroundings)
  const client = connection.client(testExchange()) as RestClient
  return client.get('/').finally(() => connection.close(AbortSignal.abort()))
}

describe('a certificate', () => {
  it('of nobody known is refused, with what to do', async () => {
    await expect(ask({})).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
      message: expect.stringContaining("Add its CA to the connection's CA certificates"),
      attempts: undefined,
    })
  })

  it('is trusted when its CA is given', async () => {
    expect((await ask({ tlsCa: readFileSync(path('cert.pem'), 'utf8') })).text).toBe('safe')
  })

  it('of another name is refused', async () => {
    const tlsCa = readFileSync(path('cert.pem'), 'utf8')
    await expect(ask({ tlsCa, url: `https://localhost:${port}` })).rejects.toMatchObject({
      message: expect.stringContaining(`not one for localhost:${port}`),
    })
  })

  it('is not looked at when told so', async () => {
    expect((await ask({ tlsVerify: false })).text).toBe('safe')
  })

  it('is missed where no TLS is spoken', async () => {
    const plain = (await import('node:http')).createServer().listen(0, '127.0.0.1')
    await once(plain, 'listening')
    const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`
    await expect(ask({ url }).finally(() => plain.close())).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
      message: expect.stringContaining('Is it https at all?'),
    })
  })
})
