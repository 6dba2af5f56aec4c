import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { answer, contentPolicy } from '../../electron/bundle-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'patchbay-bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))
const bundle = join(folder, 'renderer')
mkdirSync(join(bundle, 'workers'), { recursive: true })
writeFileSync(join(bundle, 'index.html'), '<p>page</p>')
writeFileSync(join(bundle, 'workers', 'a b.js'), 'work()')
writeFileSync(join(bundle, 'notes.txt'), 'a type that is not shipped')
writeFileSync(join(folder, 'secret.json'), '{}')
symlinkSync(join(folder, 'secret.json'), join(bundle, 'linked.json'))

const get = (url: string, method = 'GET') => answer(bundle, { url, method })

describe('the bundle', () => {
  it('answers a file with its type and the policy', async () => {
    const response = await get('app://bundle/workers/a%20b.js')
    expect(await response.text()).toBe('work()')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toBe(contentPolicy)
  })

  it('answers the page for its root', async () => {
    expect(await (await get('app://bundle/')).text()).toBe('<p>page</p>')
  })

  it('has a policy that allows no evaluated code and no network', () => {
    expect(contentPolicy).not.toContain('unsafe-eval')
    expect(contentPolicy).toContain("default-src 'none'")
    expect(contentPolicy).toContain("connect-src 'self'")
  })

  it.each([
    ['a file that is not there', 'app://bundle/nothing.js'],
    ['a folder', 'app://bundle/workers'],
    ['a path that climbs out', 'app://bundle/%2e%2e/secret.json'],
    ['a path that climbs out by encoded slashes', 'app://bundle/..%2fsecret.json'],
    ['a path that climbs out by backslashes', 'app://bundle/..%5csecret.json'],
    ['a link that leads out', 'app://bundle/linked.json'],
    ['a type that is not shipped', 'app://bundle/notes.txt'],
    ['another host', 'app://elsewhere/index.html'],
    ['a broken encoding', 'app://bundle/%E0%A4%A.js'],
    ['a NUL', 'app://bundle/index.html%00.js'],
  ])('does not answer %s', async (_what, url) => {
    expect((await get(url)).status).toBe(404)
  })

  it('refuses to be written to', async () => {
    expect((await get('app://bundle/index.html', 'PUT')).status).toBe(405)
  })
})
