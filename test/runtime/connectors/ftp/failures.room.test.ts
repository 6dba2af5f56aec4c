import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Failure } from '../../../../runtime/model/failure.ts'
import { freePort } from '../../../peers/free-port.ts'
import { testExchange } from '../../../support/exchange.ts'
import { fieldsOf, open } from '../../../support/open-ftp.ts'
import { withVsftpd } from '../../../support/vsftpd.ts'

/** A server that takes connections and says only this. */
async function mumbling(words: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    if (words) socket.write(words)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

test('a server that is not there is named, with what to check', async () => {
  const port = await freePort()
  const { connection, conditions } = open({ host: '127.0.0.1', port })
  const failure = connection.client(testExchange()).upload('/a', 'x')
  await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_UNREACHABLE' })
  await expect(failure).rejects.toThrow(`"my.ftp" cannot reach 127.0.0.1:${port}`)
  expect(conditions[0]).toMatchObject({
    state: 'failing',
    reason: { code: 'OUTGOING_UNREACHABLE' },
  })
  expect(conditions[0]?.nextTry).toBeGreaterThan(0)
})

test('a host without an address is named', async () => {
  const { connection } = open({ host: 'no-such-host.invalid' })
  await expect(connection.ping(AbortSignal.timeout(10_000))).rejects.toMatchObject({
    code: 'OUTGOING_UNREACHABLE',
  })
})

test('a server that says nothing is given up after the connect timeout', async () => {
  const { connection } = open({ host: '127.0.0.1', port: await mumbling(''), connectTimeout: 0.2 })
  const failure = connection.client(testExchange()).list('/')
  await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_TIMED_OUT' })
  await expect(failure).rejects.toThrow('within 0.2 s')
})

test('a server that is full is tried again until there is no time', async () => {
  const port = await mumbling('421 There are too many connected users, please try later.\r\n')
  const { connection, conditions } = open({ host: '127.0.0.1', port })
  const failure = connection.client(testExchange(1300)).list('/')
  await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_BUSY', attempts: 4 })
  expect(conditions).toEqual([])
})

test('something else than an FTP server is noticed', async () => {
  const { connection } = open({
    host: '127.0.0.1',
    port: await mumbling('SSH-2.0-OpenSSH_9.2\r\n'),
    connectTimeout: 0.3,
  })
  await expect(connection.ping(AbortSignal.timeout(10_000))).rejects.toBeInstanceOf(Failure)
})

withVsftpd('an FTP connection', (server) => {
  test('names the user and the connection when the password is wrong', async () => {
    const { connection, conditions } = open({ ...fieldsOf(server()), password: 'wrong' })
    const failure = connection.client(testExchange()).upload('/a', 'x')
    await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_LOGIN_FAILED' })
    await expect(failure).rejects.toThrow(/"my\.ftp" could not log in to .* as "ftp": 530 /)
    await expect(failure).rejects.not.toThrow('wrong')
    expect(conditions).toMatchObject([{ state: 'failing' }])
    // Trying again and again may lock the account.
    expect(conditions[0]?.nextTry).toBeUndefined()
  })

  test('pings with a login of its own and says where it was', async () => {
    const { connection } = open(fieldsOf(server()))
    const { took, detail } = await connection.ping(AbortSignal.timeout(10_000))
    expect(took).toBeGreaterThan(0)
    expect(detail).toContain(`127.0.0.1:${server().port} let "ftp" in`)
    expect(connection.condition()).toMatchObject({
      state: 'ready',
      figures: { pooled: 0, busy: 0 },
    })
  })

  test('ends at once when the exchange does', async () => {
    const { connection } = open(fieldsOf(server()))
    const exchange = testExchange()
    const why = new Failure('CALLER_GONE', 'The caller is gone.')
    async function* never() {
      yield Buffer.from('begun')
      exchange.abort(why)
      await new Promise(() => {})
    }
    const failure = connection.client(exchange).upload('/aborted.bin', never())
    await expect(failure).rejects.toBe(why)
    await vi.waitFor(async () => {
      const names = await server().names()
      expect(names.filter((name) => name.startsWith('aborted'))).toEqual([])
    }, 10_000)
  })

  test('hands on what the caller’s own stream throws', async () => {
    const { connection } = open(fieldsOf(server()))
    const oops = new Error('the disk is on fire')
    async function* burning() {
      yield Buffer.from('begun')
      throw oops
    }
    await expect(connection.client(testExchange()).upload('/burnt.bin', burning())).rejects.toBe(
      oops,
    )
    await vi.waitFor(async () => {
      const names = await server().names()
      expect(names.filter((name) => name.startsWith('burnt'))).toEqual([])
    }, 10_000)
  })

  test('comes back by itself when the server does', async () => {
    const { connection, conditions } = open(fieldsOf(server()))
    await connection.client(testExchange()).upload('/before.txt', 'x')
    await server().stop()
    await expect(
      connection.client(testExchange(300)).upload('/while.txt', 'x'),
    ).rejects.toMatchObject({ kind: 'peer' })
    expect(connection.condition().state).toBe('failing')
    await server().start()
    await vi.waitFor(() => expect(connection.condition().state).toBe('ready'), 10_000)
    expect(conditions.map(({ state }) => state).at(-1)).toBe('ready')
    await connection.client(testExchange()).upload('/after.txt', 'x')
  })

  test('waits for a server that is being restarted', async () => {
    const { connection } = open(fieldsOf(server()))
    await connection.client(testExchange()).upload('/first.txt', 'x')
    await server().stop()
    const upload = connection.client(testExchange()).upload('/restarted.txt', 'x')
    await vi.waitFor(() => expect(connection.condition().state).toBe('failing'))
    await server().start()
    await upload
    expect((await server().read('restarted.txt')).toString()).toBe('x')
  })
})

withVsftpd(
  'an FTP server that refuses to store',
  (server) => {
    test('is quoted, and nothing is left', async () => {
      const { connection } = open(fieldsOf(server()))
      const failure = connection.client(testExchange()).upload('/no.txt', 'x')
      await expect(failure).rejects.toMatchObject({
        code: 'OUTGOING_REFUSED',
        details: { code: 550 },
      })
      await expect(failure).rejects.toThrow('550 Permission denied')
      expect(await server().names()).toEqual([])
    })
  },
  { config: { write_enable: 'NO' } },
)

withVsftpd(
  'an FTP server that names an address nobody can reach',
  (server) => {
    test('is connected to where it was found', async () => {
      const { connection } = open(fieldsOf(server()))
      const ftp = connection.client(testExchange())
      await ftp.upload('/a.txt', 'x')
      expect((await ftp.download('/a.txt')).toString()).toBe('x')
      expect(await server().log()).toContain('10,9,8,7')
    })
  },
  { config: { pasv_address: '10.9.8.7', cmds_denied: 'EPSV' } },
)
