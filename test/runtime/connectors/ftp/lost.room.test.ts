import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type FtpProxy, type ProxyEvent, startFtpProxy } from '../../../peers/ftp-proxy.ts'
import type { Vsftpd } from '../../../peers/vsftpd.ts'
import { testExchange } from '../../../support/exchange.ts'
import { fieldsOf, open } from '../../../support/open-ftp.ts'
import { withVsftpd } from '../../../support/vsftpd.ts'

const bytes = randomBytes(512 * 1024)

/** The first time that something matching passes, and only then. */
function onceAt(matches: (event: ProxyEvent) => boolean, action: 'cut' | 'end'): FtpProxy['rule'] {
  let isDone = false
  return (event) => {
    if (isDone || !matches(event)) return 'pass'
    isDone = true
    return action
  }
}

const command = (verb: string) => (event: ProxyEvent) =>
  event.kind === 'command' && event.text.startsWith(verb)
const answer = (code: string) => (event: ProxyEvent) =>
  event.kind === 'answer' && event.text.startsWith(code)

/** Every moment at which an upload can lose its connection. */
const moments: readonly [string, (event: ProxyEvent) => boolean, ('cut' | 'end')?][] = [
  ['before the greeting', answer('220')],
  ['at the user', command('USER')],
  ['at the password', command('PASS')],
  ['at the features', command('FEAT')],
  ['before the data connection', command('EPSV')],
  ['at the answer to the data connection', answer('229')],
  ['before the file is opened', command('STOR')],
  ['after the file is opened', answer('150')],
  ['at the first bytes', (event) => event.kind === 'up'],
  ['in the middle', (event) => event.kind === 'up' && event.passed > 200 * 1024],
  ['in the middle, politely', (event) => event.kind === 'up' && event.passed > 200 * 1024, 'end'],
  ['after the last byte', answer('226')],
  ['before its size is asked', command('SIZE')],
  ['at its size', answer('213')],
  ['before the rename', command('RNFR')],
  ['between the halves of the rename', answer('350')],
  ['before the second half of the rename', command('RNTO')],
  ['after the rename', answer('250 Rename')],
]

withVsftpd('a lost connection', (server) => {
  const through = async (rule: FtpProxy['rule'] = () => 'pass', transferTimeout = 20) => {
    const proxy = await startFtpProxy(server())
    onTestFinished(() => proxy.close())
    proxy.rule = rule
    const { connection } = open({ ...fieldsOf(server()), port: proxy.port, transferTimeout })
    return { proxy, connection, ftp: connection.client(testExchange()) }
  }

  for (const [at, [when, matches, action = 'cut']] of moments.entries()) {
    test(`${when} leaves one whole file`, async () => {
      const directory = `cut-${at}`
      await server().makeDir(directory)
      const { ftp } = await through(onceAt(matches, action))
      await ftp.upload(`/${directory}/a.bin`, bytes)
      await onlyWhole(server(), directory, bytes)
    })
  }

  for (const [at, [when, matches, action = 'cut']] of moments.entries()) {
    test(`${when} leaves the file whole or absent when there is no more time`, async () => {
      const directory = `gone-${at}`
      await server().makeDir(directory)
      // Every attempt is cut, and each exchange has time for a few.
      const { connection, proxy } = await through((event) => (matches(event) ? action : 'pass'))
      const upload = connection.client(testExchange(500)).upload(`/${directory}/a.bin`, bytes)
      const isDone = await upload.then(
        () => true,
        () => false,
      )
      proxy.rule = () => 'pass'
      await vi.waitFor(async () => {
        const names = await server().names(directory)
        expect(names.filter((name) => name !== 'a.bin')).toEqual([])
        if (isDone) expect(names).toEqual(['a.bin'])
      }, 15_000)
      if ((await server().names(directory)).length > 0) await onlyWhole(server(), directory, bytes)
    })
  }

  test('after the rename does not store the file a second time', async () => {
    const { ftp } = await through(onceAt(answer('250 Rename'), 'cut'))
    const before = count(await server().log(), 'STOR')
    await ftp.upload('/twice.bin', bytes)
    expect(count(await server().log(), 'STOR') - before).toBe(1)
  })

  test('between storing and renaming does not store the file a second time', async () => {
    const { ftp } = await through(onceAt(command('RNFR'), 'cut'))
    const before = count(await server().log(), 'STOR')
    await ftp.upload('/once.bin', bytes)
    expect(count(await server().log(), 'STOR') - before).toBe(1)
    expect((await server().read('once.bin')).equals(bytes)).toBe(true)
  })

  test('does not refuse its own file after a rename that was lost', async () => {
    const { ftp } = await through(onceAt(answer('250 Rename'), 'cut'))
    await ftp.upload('/own.bin', bytes, { existing: 'refuse' })
    expect((await server().read('own.bin')).equals(bytes)).toBe(true)
  })

  test('leaves an older file as it was until the new one is whole', async () => {
    const { connection } = await through((event) => (event.kind === 'up' ? 'cut' : 'pass'))
    const direct = open(fieldsOf(server())).connection.client(testExchange())
    await direct.upload('/older.bin', 'older')
    await expect(
      connection.client(testExchange(300)).upload('/older.bin', bytes),
    ).rejects.toMatchObject({ code: 'OUTGOING_LOST' })
    expect((await server().read('older.bin')).toString()).toBe('older')
  })

  test('in the middle of a stream cannot be made good, and nothing is left', async () => {
    const { ftp } = await through(onceAt((event) => event.kind === 'up', 'cut'))
    const stream = Readable.from([bytes, bytes])
    await expect(ftp.upload('/streamed.bin', stream)).rejects.toMatchObject({
      code: 'OUTGOING_LOST',
    })
    await vi.waitFor(async () => {
      const names = await server().names()
      expect(names.filter((name) => name.startsWith('streamed'))).toEqual([])
    }, 10_000)
  })

  test('before a stream is read from is made good', async () => {
    const { ftp } = await through(onceAt(command('STOR'), 'cut'))
    await ftp.upload('/late.bin', Readable.from([bytes, bytes]))
    expect((await server().read('late.bin')).length).toBe(2 * bytes.length)
  })

  test('during a download gives the whole file, also when it is cut politely', async () => {
    const { ftp, proxy } = await through()
    await ftp.upload('/down.bin', bytes)
    for (const action of ['cut', 'end'] as const) {
      proxy.rule = onceAt((event) => event.kind === 'down' && event.passed > 100 * 1024, action)
      expect((await ftp.download('/down.bin')).equals(bytes)).toBe(true)
    }
  })

  test('during rename, remove and makeDir counts them once', async () => {
    const { ftp, proxy } = await through()
    await ftp.upload('/r1.bin', 'x')
    proxy.rule = onceAt(answer('250 Rename'), 'cut')
    await ftp.rename('/r1.bin', '/r2.bin')
    proxy.rule = onceAt(answer('250 Delete'), 'cut')
    await ftp.remove('/r2.bin')
    proxy.rule = onceAt(answer('257'), 'cut')
    await ftp.makeDir('/r3')
    proxy.rule = () => 'pass'
    expect(await ftp.exists('/r1.bin')).toBe(false)
    expect(await ftp.exists('/r2.bin')).toBe(false)
    expect(await ftp.exists('/r3')).toBe(true)
  })

  test('while idle is not noticed by the next call', async () => {
    const { ftp, proxy, connection } = await through()
    await ftp.upload('/idle.bin', 'x')
    expect(connection.condition().figures).toMatchObject({ pooled: 1 })
    proxy.cutAll()
    await vi.waitFor(() => expect(connection.condition().figures).toMatchObject({ pooled: 0 }))
    await ftp.upload('/idle.bin', 'y')
    expect((await server().read('idle.bin')).toString()).toBe('y')
  })

  test('that only goes silent is given up after the silence timeout', async () => {
    const { proxy, ftp } = await through(() => 'pass', 0.5)
    await ftp.exists('/')
    proxy.rule = (event) => (event.kind === 'command' ? 'swallow' : 'pass')
    await expect(ftp.download('/silent.bin')).rejects.toMatchObject({ code: 'OUTGOING_TIMED_OUT' })
  })
})

/** Exactly one name, and behind it exactly these bytes. */
async function onlyWhole(server: Vsftpd, directory: string, expected: Buffer): Promise<void> {
  await vi.waitFor(async () => expect(await server.names(directory)).toEqual(['a.bin']), 10_000)
  expect((await server.read(`${directory}/a.bin`)).equals(expected)).toBe(true)
}

function count(log: string, verb: string): number {
  return log.split(`FTP command: Client "127.0.0.1", "${verb} `).length - 1
}
