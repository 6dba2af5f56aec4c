import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'basic-ftp'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startSampleFtp } from '../../../electron/sample-server/start-sample-ftp.ts'
import { freePort } from '../../peers/free-port.ts'
import { testExchange } from '../../support/exchange.ts'
import { open } from '../../support/open-ftp.ts'

const password = 'drücken'
const run = promisify(execFile)
const bytes = randomBytes(3 * 1024 * 1024)

async function serving() {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-sample-'))
  const server = await startSampleFtp({ folder: join(folder, 'files'), port: 0, password })
  onTestFinished(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return server
}

async function loggedIn() {
  const server = await serving()
  const client = new Client()
  onTestFinished(() => client.close())
  await client.access({ host: server.host, port: server.port, user: server.user, password })
  return { server, client }
}

describe('the sample FTP server', () => {
  test('does all that a connection of ours asks for', async () => {
    const { host, port, user, folder } = await serving()
    const ftp = open({ host, port, user, password }).connection.client(testExchange())
    await ftp.upload('/in/Ärger.bin', bytes, { makeDir: true })
    expect((await readFile(join(folder, 'in', 'Ärger.bin'))).equals(bytes)).toBe(true)
    expect(await readdir(join(folder, 'in'))).toEqual(['Ärger.bin'])
    expect((await ftp.download('/in/Ärger.bin')).equals(bytes)).toBe(true)
    expect(await ftp.list('/in')).toMatchObject([
      { name: 'Ärger.bin', type: 'file', size: bytes.length },
    ])
    expect((await ftp.list('/in'))[0]?.modifiedAt).toBeInstanceOf(Date)
    expect(await ftp.exists('/in')).toBe(true)
    await ftp.rename('/in/Ärger.bin', '/ok "quoted".bin')
    await ftp.remove('/in')
    await ftp.makeDir('/a/b')
    expect((await ftp.list('/')).map(({ name }) => name)).toEqual(['a', 'ok "quoted".bin'])
    await expect(ftp.download('/missing')).rejects.toMatchObject({ details: { code: 550 } })
  })

  test('carries many sessions at once', async () => {
    const { host, port, user, folder } = await serving()
    const { connection } = open({ host, port, user, password, poolSize: 8 })
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        connection.client(testExchange()).upload(`/${at}.bin`, bytes.subarray(0, 50_000 + at)),
      ),
    )
    expect(await readdir(folder)).toHaveLength(40)
  })

  test('resumes and appends', async () => {
    const { server, client } = await loggedIn()
    await writeFile(join(server.folder, 'part.bin'), 'one')
    await writeFile(join(server.folder, 'more.txt'), ' two')
    await client.appendFrom(join(server.folder, 'more.txt'), 'part.bin')
    expect(await readFile(join(server.folder, 'part.bin'), 'utf8')).toBe('one two')
    await client.downloadTo(join(server.folder, 'more.txt'), 'part.bin', 4)
    expect((await readFile(join(server.folder, 'more.txt'), 'utf8')).slice(4)).toBe('two')
  })

  test('speaks with curl in both passive modes', async () => {
    const { host, port, user, folder } = await serving()
    await writeFile(join(folder, 'photo.jpg'), bytes)
    const at = `ftp://${host}:${port}`
    const login = ['-sS', '-u', `${user}:${password}`]
    await run('curl', [
      ...login,
      '-T',
      join(folder, 'photo.jpg'),
      '--ftp-create-dirs',
      `${at}/up/p.jpg`,
    ])
    expect((await readFile(join(folder, 'up', 'p.jpg'))).equals(bytes)).toBe(true)
    const { stdout } = await run('curl', [...login, '--disable-epsv', `${at}/up/p.jpg`], {
      encoding: 'buffer',
      maxBuffer: 2 * bytes.length,
    })
    expect(stdout.equals(bytes)).toBe(true)
    const listed = await run('curl', [...login, `${at}/`])
    expect(listed.stdout).toMatch(
      /^-rw-r--r-- 1 patchbay patchbay 3145728 \w{3} \d\d \d{4} photo\.jpg\r?$/m,
    )
  })

  test('lets nobody in without the password', async () => {
    const { host, port, user } = await serving()
    const { connection } = open({ host, port, user, password: 'wrong' })
    await expect(connection.ping(AbortSignal.timeout(10_000))).rejects.toMatchObject({
      code: 'OUTGOING_LOGIN_FAILED',
    })
    const client = new Client()
    onTestFinished(() => client.close())
    await client.connect(host, port)
    await expect(client.send('DELE a')).rejects.toMatchObject({ code: 530 })
  })

  test('serves nothing outside its folder', async () => {
    const { server, client } = await loggedIn()
    await writeFile(join(server.folder, '..', 'outside.txt'), 'secret')
    await expect(client.send('SIZE ../outside.txt')).rejects.toMatchObject({ code: 550 })
    await expect(client.send('SIZE /../../outside.txt')).rejects.toMatchObject({ code: 550 })
    await expect(client.send('DELE ../outside.txt')).rejects.toMatchObject({ code: 550 })
    await client.send('CWD ../../..')
    expect(await client.pwd()).toBe('/')
    await access(join(server.folder, '..', 'outside.txt'))
  })

  test('does not empty a file that it then gets no data for', async () => {
    const { server, client } = await loggedIn()
    await writeFile(join(server.folder, 'kept.txt'), 'kept')
    await expect(client.send('STOR kept.txt')).rejects.toMatchObject({ code: 425 })
    expect(await readFile(join(server.folder, 'kept.txt'), 'utf8')).toBe('kept')
  })

  test('takes another port when the preferred one is in use', async () => {
    const first = await serving()
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-sample-'))
    const second = await startSampleFtp({ folder, port: first.port, password })
    onTestFinished(async () => {
      await second.stop()
      await rm(folder, { recursive: true, force: true })
    })
    expect(second.port).not.toBe(first.port)
  })

  test('stops with sessions open', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-sample-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const port = await freePort()
    const server = await startSampleFtp({ folder, port, password })
    const socket = connect(port, '127.0.0.1')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await new Promise((resolve) => socket.once('data', resolve))
    await server.stop()
    await closed
    await (await startSampleFtp({ folder, port, password })).stop()
  })
})
