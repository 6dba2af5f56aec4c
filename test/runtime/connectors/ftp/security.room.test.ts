import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { testExchange } from '../../../support/exchange.ts'
import { fieldsOf, open } from '../../../support/open-ftp.ts'
import { withVsftpd } from '../../../support/vsftpd.ts'

for (const security of ['explicit', 'implicit'] as const) {
  withVsftpd(
    `an FTP connection with ${security} TLS`,
    (server) => {
      const fields = () => ({ ...fieldsOf(server()), security, ca: server().ca })

      test('stores and gets files encrypted, several on one session', async () => {
        const { connection } = open(fields())
        const ftp = connection.client(testExchange())
        const bytes = randomBytes(1024 * 1024)
        for (const path of ['/a.bin', '/b.bin', '/c.bin']) await ftp.upload(path, bytes)
        expect((await ftp.download('/b.bin')).equals(bytes)).toBe(true)
        expect((await server().read('c.bin')).equals(bytes)).toBe(true)
        expect((await ftp.list('/')).map(({ name }) => name)).toContain('a.bin')
        expect((await ftp.ping()).detail).toContain('over TLS')
      })

      test('refuses a certificate nobody vouches for', async () => {
        const { connection } = open({ ...fields(), ca: undefined })
        const failure = connection.ping(AbortSignal.timeout(10_000))
        await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_UNREACHABLE' })
        await expect(failure).rejects.toThrow(/refused the certificate .*Certificate authority/)
      })

      test('refuses a certificate of another host', async () => {
        const { connection } = open({ ...fields(), host: '127.0.0.2' })
        await expect(connection.ping(AbortSignal.timeout(10_000))).rejects.toMatchObject({
          code: 'OUTGOING_UNREACHABLE',
        })
      })

      test('takes any certificate when told not to verify', async () => {
        const { connection } = open({ ...fields(), ca: undefined, verifyCertificate: false })
        const ftp = connection.client(testExchange())
        await ftp.upload('/unverified.bin', 'x')
        expect(await server().names()).toContain('unverified.bin')
      })
    },
    { security, forceTls: security === 'explicit', config: { listen_address: '0.0.0.0' } },
  )
}

withVsftpd(
  'an FTP server that wants TLS',
  (server) => {
    test('is not told the password without it, and the failure says what to set', async () => {
      const { connection } = open(fieldsOf(server()))
      const failure = connection.ping(AbortSignal.timeout(10_000))
      await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_LOGIN_FAILED' })
      await expect(failure).rejects.toThrow('set the field Security')
      expect(await server().log()).not.toContain('PASS')
    })
  },
  { security: 'explicit', forceTls: true },
)

withVsftpd('an FTP server without TLS', (server) => {
  test('is asked for it and the failure says so', async () => {
    const { connection } = open({ ...fieldsOf(server()), security: 'explicit' })
    const failure = connection.ping(AbortSignal.timeout(10_000))
    await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_REFUSED' })
    await expect(failure).rejects.toThrow('Does the server offer explicit TLS?')
  })

  test('is no server for implicit TLS', async () => {
    const { connection } = open({ ...fieldsOf(server()), security: 'implicit' })
    const failure = connection.ping(AbortSignal.timeout(10_000))
    await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_UNREACHABLE' })
    await expect(failure).rejects.toThrow('Check the fields Security and Port')
  })
})
