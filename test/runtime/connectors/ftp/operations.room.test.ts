import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Message } from '../../../../runtime/message/message.ts'
import { testExchange } from '../../../support/exchange.ts'
import { fieldsOf, open } from '../../../support/open-ftp.ts'
import { withVsftpd } from '../../../support/vsftpd.ts'

withVsftpd('an FTP connection', (server) => {
  const client = (exchange = testExchange()) => open(fieldsOf(server())).connection.client(exchange)

  test('uploads ten MiB byte for byte and downloads them again', async () => {
    const bytes = randomBytes(10 * 1024 * 1024)
    const ftp = client()
    expect(await ftp.upload('/big.bin', bytes)).toEqual({ path: '/big.bin', size: bytes.length })
    expect((await server().read('big.bin')).equals(bytes)).toBe(true)
    expect((await ftp.download('/big.bin')).equals(bytes)).toBe(true)
  })

  test('uploads texts, nothing at all, and streams', async () => {
    const ftp = client()
    await ftp.upload('text.txt', 'Grüße')
    await ftp.upload('empty.bin', Buffer.alloc(0))
    await ftp.upload('stream.bin', Readable.from([Buffer.from('one '), Buffer.from('two')]))
    expect((await server().read('text.txt')).toString()).toBe('Grüße')
    expect((await server().read('empty.bin')).length).toBe(0)
    expect((await server().read('stream.bin')).toString()).toBe('one two')
  })

  test('keeps names with umlauts, blanks and signs as they are', async () => {
    const ftp = client()
    for (const name of [
      'Müller & Söhne #1.txt',
      ' leading',
      'a[b]*?.txt',
      '-a',
      '日本.txt',
      '"q"',
    ]) {
      await ftp.upload(`/names/${name}`, name, { makeDir: true })
      expect(await ftp.exists(`/names/${name}`)).toBe(true)
      expect((await ftp.download(`/names/${name}`)).toString()).toBe(name)
    }
    expect((await server().names('names')).length).toBe(6)
  })

  test('leaves nothing but the file and replaces an older one', async () => {
    const ftp = client()
    await ftp.upload('/only/a.txt', 'old and longer', { makeDir: true })
    await ftp.upload('/only/a.txt', 'new')
    expect(await server().names('only')).toEqual(['a.txt'])
    expect((await server().read('only/a.txt')).toString()).toBe('new')
  })

  test('refuses to replace a file when told so', async () => {
    const ftp = client()
    await ftp.upload('/kept.txt', 'first')
    await expect(ftp.upload('/kept.txt', 'second', { existing: 'refuse' })).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
    })
    expect((await server().read('kept.txt')).toString()).toBe('first')
  })

  test('makes missing directories only when told so', async () => {
    const ftp = client()
    const failure = ftp.upload('/deep/er/a.txt', 'a')
    await expect(failure).rejects.toMatchObject({ code: 'OUTGOING_REFUSED' })
    await expect(failure).rejects.toThrow('/deep/er; the option makeDir makes it')
    await ftp.upload('/deep/er/a.txt', 'a', { makeDir: true })
    expect(await server().names('deep/er')).toEqual(['a.txt'])
  })

  test('lists a directory by name, with kinds and sizes', async () => {
    await server().makeDir('listed')
    await server().makeDir('listed/sub dir')
    await writeFile(join(server().home, 'listed', 'b.txt'), '12345')
    await writeFile(join(server().home, 'listed', '.hidden'), '')
    const entries = await client().list('/listed')
    expect(entries).toEqual([
      { name: '.hidden', path: '/listed/.hidden', type: 'file', size: 0 },
      { name: 'b.txt', path: '/listed/b.txt', type: 'file', size: 5 },
      { name: 'sub dir', path: '/listed/sub dir', type: 'directory', size: 0 },
    ])
  })

  test('refuses to list what is not there', async () => {
    await expect(client().list('/nowhere')).rejects.toMatchObject({ code: 'OUTGOING_REFUSED' })
  })

  test('tells whether files and directories exist, and sizes', async () => {
    await server().makeDir('dir')
    await writeFile(join(server().home, 'dir', 'f'), 'abc')
    const ftp = client()
    expect(await ftp.exists('/dir')).toBe(true)
    expect(await ftp.exists('/dir/f')).toBe(true)
    expect(await ftp.exists('/dir/g')).toBe(false)
    expect(await ftp.exists('/')).toBe(true)
    expect(await ftp.size('/dir/f')).toBe(3)
    await expect(ftp.size('/dir/g')).rejects.toMatchObject({ code: 'OUTGOING_REFUSED' })
  })

  test('renames, also into another directory', async () => {
    const ftp = client()
    await ftp.makeDir('/moved/here')
    await ftp.upload('/from.txt', 'x')
    await ftp.rename('/from.txt', '/moved/here/to.txt')
    expect(await ftp.exists('/from.txt')).toBe(false)
    expect((await server().read('moved/here/to.txt')).toString()).toBe('x')
    await expect(ftp.rename('/from.txt', '/to.txt')).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
    })
  })

  test('removes files and empty directories, and full ones when told so', async () => {
    const ftp = client()
    await ftp.upload('/gone/a/b.txt', 'x', { makeDir: true })
    await expect(ftp.remove('/gone')).rejects.toMatchObject({ code: 'OUTGOING_REFUSED' })
    await ftp.remove('/gone/a/b.txt')
    await ftp.remove('/gone/a')
    await ftp.upload('/gone/c/d.txt', 'x', { makeDir: true })
    await ftp.remove('/gone', { recursive: true })
    expect(await ftp.exists('/gone')).toBe(false)
    await expect(ftp.remove('/gone')).rejects.toMatchObject({ code: 'OUTGOING_REFUSED' })
  })

  test('makes a directory with all above it, twice if asked', async () => {
    const ftp = client()
    await ftp.makeDir('/x/y/z')
    await ftp.makeDir('/x/y/z')
    expect(await ftp.exists('/x/y/z')).toBe(true)
  })

  test('takes paths from the root directory and does not leave it', async () => {
    await server().makeDir('root')
    const { connection } = open({ ...fieldsOf(server()), root: `${server().root}/root` })
    const ftp = connection.client(testExchange())
    await ftp.upload('/a.txt', 'x')
    await ftp.upload('b.txt', 'x')
    expect(await server().names('root')).toEqual(['a.txt', 'b.txt'])
    expect((await ftp.list()).map(({ path }) => path)).toEqual(['a.txt', 'b.txt'])
    await expect(ftp.upload('/../c.txt', 'x')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('sends no second command that hides in a path', async () => {
    const ftp = client()
    await ftp.upload('/safe.txt', 'x')
    await expect(ftp.download('/a\r\nDELE /safe.txt')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    expect(await ftp.exists('/safe.txt')).toBe(true)
  })

  test('refuses a missing file with the words of the server', async () => {
    const failure = client().download('/missing.bin')
    await expect(failure).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
      details: { code: 550 },
    })
    await expect(failure).rejects.toThrow(/"my\.ftp" was refused download of .*missing\.bin: 550/)
  })

  test('shows each call as one step with what it sent and got', async () => {
    const exchange = testExchange()
    const ftp = client(exchange)
    await ftp.upload('/in/a.bin', Buffer.from('abc'), { makeDir: true })
    await ftp.download('/in/a.bin')
    await ftp.exists('/in/a.bin')
    expect(exchange.steps.map(({ label }) => label)).toEqual([
      'upload /in/a.bin',
      'download /in/a.bin',
      'exists /in/a.bin',
    ])
    expect(exchange.steps[0]?.sent?.raw.toString()).toBe('abc')
    expect(exchange.steps[1]?.answered?.raw.toString()).toBe('abc')
    expect(exchange.steps[2]?.answered?.payload).toBe(true)
  })

  test('carries out what a node of a flow says', async () => {
    const { connection } = open(fieldsOf(server()))
    const exchange = testExchange()
    const send = (
      call: Record<string, unknown>,
      message = new Message({ raw: Buffer.from('body') }),
    ) => connection.send(message, call, exchange)
    const message = new Message({ raw: Buffer.from('from a flow'), headers: { a: '1' } })
    expect(await send({ path: '/flow/f.txt' }, message)).toBe(message)
    expect((await send({ path: '/flow/f.txt', existing: 'skip' })).raw.toString()).toBe('body')
    const got = await send({ operation: 'download', path: '/flow/f.txt' }, message)
    expect(got.raw.toString()).toBe('from a flow')
    expect(got.headers).toEqual({ a: '1' })
    expect((await send({ operation: 'list', path: '/flow' })).payload).toMatchObject([
      { name: 'f.txt', size: 11 },
    ])
    await send({ operation: 'makeDir', path: '/flow/sub' })
    await send({ operation: 'rename', path: '/flow/f.txt', to: '/flow/sub/g.txt' })
    expect((await send({ operation: 'exists', path: '/flow/f.txt' })).payload).toBe(false)
    await send({ operation: 'remove', path: '/flow/sub/g.txt' })
    expect(await server().names('flow/sub')).toEqual([])
    await expect(send({ path: undefined })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
