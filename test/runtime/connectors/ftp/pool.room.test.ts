import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startFtpProxy } from '../../../peers/ftp-proxy.ts'
import { testExchange } from '../../../support/exchange.ts'
import { fieldsOf, open } from '../../../support/open-ftp.ts'
import { withVsftpd } from '../../../support/vsftpd.ts'

withVsftpd('a pool of sessions', (server) => {
  test('carries fifty uploads at once over four logins', async () => {
    const { connection } = open({ ...fieldsOf(server()), poolSize: 4 })
    const before = logins(await server().log())
    const files = Array.from(
      { length: 50 },
      (_, at) => [`/many/${at}.bin`, randomBytes(20_000)] as const,
    )
    const uploads = files.map(([path, bytes]) =>
      connection.client(testExchange()).upload(path, bytes, { makeDir: true }),
    )
    expect(connection.condition().figures).toMatchObject({ busy: 4, waiting: 46 })
    await Promise.all(uploads)
    expect(await server().names('many')).toHaveLength(50)
    for (const [path, bytes] of files) expect((await server().read(path)).equals(bytes)).toBe(true)
    expect(logins(await server().log()) - before).toBe(4)
    expect(connection.condition().figures).toEqual({ pooled: 4, busy: 0, waiting: 0 })
  })

  test('uses a session again for the next call', async () => {
    const { connection } = open(fieldsOf(server()))
    const before = logins(await server().log())
    for (let count = 0; count < 5; count++) await connection.client(testExchange()).exists('/')
    expect(logins(await server().log()) - before).toBe(1)
  })

  test('logs an idle session out', async () => {
    const { connection } = open({ ...fieldsOf(server()), idleTimeout: 0.1 })
    await connection.client(testExchange()).exists('/')
    await vi.waitFor(() => expect(connection.condition().figures).toMatchObject({ pooled: 0 }))
  })

  test('tells a call that no session got free in time', async () => {
    const { connection } = open({ ...fieldsOf(server()), poolSize: 1 })
    const gate = held()
    const first = connection.client(testExchange()).upload('/held.bin', gate.stream())
    await gate.isReading
    const failure = connection.client(testExchange(100)).exists('/')
    await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_BUSY' })
    await expect(failure).rejects.toThrow('All 1 sessions of FTP connection "my.ftp" were busy')
    gate.open()
    await first
  })

  test('finishes what is under way when it is closed, and begins nothing new', async () => {
    const { connection } = open(fieldsOf(server()))
    const gate = held()
    const upload = connection.client(testExchange()).upload('/drained.bin', gate.stream())
    await gate.isReading
    let isClosed = false
    const closed = connection.close(AbortSignal.timeout(20_000)).then(() => {
      isClosed = true
    })
    expect(connection.condition().state).toBe('draining')
    expect(() => connection.client(testExchange())).toThrow('is closed')
    expect(isClosed).toBe(false)
    gate.open()
    await upload
    await closed
    expect((await server().read('drained.bin')).toString()).toBe('begunended')
    expect(connection.condition().figures).toEqual({ pooled: 0, busy: 0, waiting: 0 })
  })

  test('goes on for an exchange that held it before it was closed', async () => {
    const { connection } = open(fieldsOf(server()))
    const ftp = connection.client(testExchange())
    await connection.close(AbortSignal.timeout(20_000))
    await ftp.upload('/held-before.txt', 'x')
    expect(await server().names()).toContain('held-before.txt')
    expect(connection.condition().figures).toMatchObject({ pooled: 0 })
  })

  test('ends what is under way when closing takes too long', async () => {
    const { connection } = open(fieldsOf(server()))
    const gate = held()
    const upload = connection.client(testExchange()).upload('/ended.bin', gate.stream())
    await gate.isReading
    const failed = expect(upload).rejects.toMatchObject({ code: 'RUNTIME_STOPPING' })
    await connection.close(AbortSignal.abort())
    await failed
  })

  test('leaves calls on the old settings alone when it is opened with new ones', async () => {
    const proxy = await startFtpProxy(server())
    onTestFinished(() => proxy.close())
    const old = open({ ...fieldsOf(server()), port: proxy.port }).connection
    const gate = held()
    const onOld = old.client(testExchange()).upload('/old.bin', gate.stream())
    await gate.isReading
    const { connection } = open({ ...fieldsOf(server()), poolSize: 1 })
    await connection.client(testExchange()).upload('/new.bin', 'x')
    const closed = old.close(AbortSignal.timeout(20_000))
    gate.open()
    await Promise.all([onOld, closed])
    expect((await server().read('old.bin')).toString()).toBe('begunended')
  })

  test('never lets a reader see half a file', async () => {
    const { connection } = open(fieldsOf(server()))
    const bytes = randomBytes(8 * 1024 * 1024)
    await connection.client(testExchange()).makeDir('/watched')
    const reader = connection.client(testExchange())
    let isDone = false
    const uploads = Promise.all(
      ['a', 'b', 'c'].map((name) =>
        connection.client(testExchange()).upload(`/watched/${name}.bin`, bytes),
      ),
    ).finally(() => {
      isDone = true
    })
    const sizes = new Set<number>()
    const partial = new Set<string>()
    while (!isDone) {
      for (const { name, size } of await reader.list('/watched')) {
        if (name.endsWith('.bin')) sizes.add(size)
        else partial.add(name)
      }
    }
    await uploads
    for (const size of sizes) expect(size).toBe(bytes.length)
    for (const name of partial) expect(name).toMatch(/^[abc]\.bin\.[0-9a-f]{8}\.part$/)
    expect(await server().names('watched')).toEqual(['a.bin', 'b.bin', 'c.bin'])
  })
})

/** A stream that begins, tells so, and ends when it is let. */
function held() {
  let open = () => {}
  let begun = () => {}
  const isOpen = new Promise<void>((resolve) => {
    open = resolve
  })
  const isReading = new Promise<void>((resolve) => {
    begun = resolve
  })
  async function* stream() {
    yield Buffer.from('begun')
    begun()
    await isOpen
    yield Buffer.from('ended')
  }
  return { stream, isReading, open: () => open() }
}

function logins(log: string): number {
  return log.split(' OK LOGIN: ').length - 1
}
