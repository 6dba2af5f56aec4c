import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Cipher } from '../../electron/cipher.ts'
import { openRecents } from '../../electron/recent.ts'
import { openRuntimeLog } from '../../electron/runtime-log.ts'
import { openSecrets } from '../../electron/secrets.ts'
import { defaultSettings, openSettings } from '../../electron/settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-state-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** In place of the system's keyring. */
const reversing: Cipher = {
  protection: 'keyring',
  seal: (secret) => `~${[...secret].reverse().join('')}`,
  unseal: (sealed) =>
    sealed.startsWith('~') ? [...sealed.slice(1)].reverse().join('') : undefined,
}

describe('settings', () => {
  it('are what was changed, after a new start', async () => {
    const path = join(folder, 'settings.json')
    const settings = await openSettings(path)
    await settings.change({ theme: 'dark' })
    await settings.change({ layout: { dock: 290 }, theme: undefined })
    const expected = { ...defaultSettings, theme: 'dark', layout: { dock: 290 } }
    expect((await openSettings(path)).current).toEqual(expected)
  })

  it('lose only what cannot be read of them', async () => {
    const path = join(folder, 'settings.json')
    const keys = { preset: 'emacs', own: { save: ['Mod+Shift+S'] } }
    writeFileSync(path, JSON.stringify({ theme: 'contrast-dark', scale: 40, keys }))
    expect((await openSettings(path)).current).toEqual({
      ...defaultSettings,
      theme: 'contrast-dark',
      keys: { preset: 'patchbay', own: { save: ['Mod+Shift+S'] } },
    })
  })

  it('tell each change to who follows', async () => {
    const settings = await openSettings(join(folder, 'settings.json'))
    const themes: string[] = []
    settings.follow(({ theme }) => themes.push(theme))
    await settings.change({ theme: 'light' })
    expect(themes).toEqual(['system', 'light'])
  })

  it('start anew from a file that is broken, and keep it', async () => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const path = join(folder, 'settings.json')
    writeFileSync(path, '{ "theme":')
    expect((await openSettings(path)).current.theme).toBe('system')
    expect(readFileSync(`${path}.unreadable`, 'utf8')).toBe('{ "theme":')
    expect(complain).toHaveBeenCalledOnce()
    complain.mockRestore()
  })

  it('survive one wrong value among good ones', async () => {
    const path = join(folder, 'settings.json')
    writeFileSync(path, '{ "theme": "pink", "autoDeploy": false }')
    expect((await openSettings(path)).current).toMatchObject({ theme: 'system', autoDeploy: false })
  })

  it('are on disk whole when many changes come at once', async () => {
    const path = join(folder, 'settings.json')
    const settings = await openSettings(path)
    await Promise.all(Array.from({ length: 50 }, (_, n) => settings.change({ layout: { n } })))
    expect(JSON.parse(readFileSync(path, 'utf8')).layout).toEqual({ n: 49 })
    expect(readdirSync(folder)).toEqual(['settings.json'])
  })
})

describe('secrets', () => {
  it('are kept by project, sealed, for the user alone', async () => {
    const path = join(folder, 'state', 'secrets.json')
    const secrets = await openSecrets(path, reversing)
    await secrets.set('p1', 'my.ftp.password', 'swordfish')
    await secrets.set('p2', 'my.ftp.password', 'other')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).not.toContain('swordfish')

    const again = await openSecrets(path, reversing)
    expect(again.values('p1')).toEqual({ 'my.ftp.password': 'swordfish' })
    expect(again.names('p1')).toEqual(['my.ftp.password'])
    expect(again.names('p3')).toEqual([])
  })

  it('are gone when removed', async () => {
    const secrets = await openSecrets(join(folder, 'secrets.json'), reversing)
    await secrets.set('p1', 'a', '1')
    await secrets.set('p1', 'b', '2')
    await secrets.remove('p1', 'a')
    expect(secrets.names('p1')).toEqual(['b'])
  })

  it('that cannot be unsealed count as not set', async () => {
    const path = join(folder, 'secrets.json')
    const foreign = { version: 1, projects: { p1: { a: 'sealed elsewhere', b: '~x' } } }
    writeFileSync(path, JSON.stringify(foreign))
    expect((await openSecrets(path, reversing)).names('p1')).toEqual(['b'])
  })

  it('may have the names of built-in properties', async () => {
    const path = join(folder, 'secrets.json')
    const secrets = await openSecrets(path, reversing)
    expect(secrets.names('constructor')).toEqual([])
    await secrets.set('constructor', 'toString', 'x')
    expect((await openSecrets(path, reversing)).names('constructor')).toEqual(['toString'])
    expect(secrets.names('p1')).toEqual([])
  })
})

describe('recent projects', () => {
  it('come newest first, each once, with whether they are there', async () => {
    const path = join(folder, 'recent.json')
    const [a, b] = [join(folder, 'a'), join(folder, 'b')]
    mkdirSync(a)
    writeFileSync(join(a, 'patchbay.json'), '{}')
    const recents = await openRecents(path)
    await recents.add(a, 'A', 1)
    await recents.add(b, 'B', 2)
    await recents.add(a, 'A new', 3)
    expect((await openRecents(path)).list()).toEqual([
      { folder: a, name: 'A new', openedAt: 3, exists: true },
      { folder: b, name: 'B', openedAt: 2, exists: false },
    ])
  })

  it('are at most twenty', async () => {
    const recents = await openRecents(join(folder, 'recent.json'))
    for (let n = 0; n < 25; n++) await recents.add(`/p/${n}`, `${n}`, n)
    expect(recents.list().map(({ openedAt }) => openedAt)).toEqual(
      Array.from({ length: 20 }, (_, n) => 24 - n),
    )
  })
})

describe('the log of the runtime', () => {
  it('keeps two files of a bounded size', () => {
    const path = join(folder, 'runtime.log')
    const log = openRuntimeLog(path, 1000)
    for (let n = 0; n < 100; n++) log.write(`line ${n}`)
    log.close()
    expect(readFileSync(path, 'utf8')).toMatch(/line 99\n$/)
    expect(statSync(path).size).toBeLessThan(1100)
    expect(readdirSync(folder).sort()).toEqual(['runtime.log', 'runtime.log.1'])
  })
})
