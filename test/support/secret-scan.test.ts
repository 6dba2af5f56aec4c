/** The scan that other tests trust: it finds what was planted, however it was written, and nothing else. */
import { describe, expect, it } from 'vitest'
import { fill, scratchFolder } from './scratch.ts'
import { type Content, secretScan } from './secret-scan.ts'

// No word of it is long enough to be known by itself.
const value = `k7"&<ö>'/+ =%~9\\Zq`
const scan = secretScan({ key: value })
const base64 = (text: string) => Buffer.from(text).toString('base64')
const xml = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const planted: [how: string, content: Content][] = [
  ['plain', `It is ${value}.`],
  ['plain', Buffer.from(`\0\xff${value}`)],
  ['latin1', Buffer.from(value, 'latin1')],
  ['utf16', Buffer.from(`x${value}`, 'utf16le')],
  ['in JSON', JSON.stringify({ a: value })],
  ['in JSON', JSON.stringify({ a: value }).replace('ö', '\\u00f6')],
  ['in JSON', JSON.stringify({ a: value }).replace('/', '\\/')],
  ['in JSON twice', JSON.stringify(JSON.stringify({ a: value }))],
  ['in XML', `<a>${xml}</a>`],
  ['in XML', `<a b="${xml.replace('"', '&quot;').replace("'", '&apos;')}"/>`],
  ['URL-encoded', `/a?b=${encodeURIComponent(value)}`],
  ['URL-encoded', encodeURI(value)],
  ['URL-encoded', new URLSearchParams({ a: value }).toString()],
  ['hex', Buffer.from(value).toString('hex')],
  ['hex', Buffer.from(value).toString('hex').toUpperCase()],
  ['base64', `Basic ${base64(`u:${value}`)}`],
  ['base64', `Basic ${base64(`us:${value}`)}`],
  ['base64', `Basic ${base64(`use:${value}`)}`],
  ['base64', base64(JSON.stringify({ a: value }))],
  ['base64url', Buffer.from(`${value}???>>>`).toString('base64url')],
]

describe('a scan for secrets', () => {
  it.each(planted)('finds one that is %s', (how, content) => {
    const found = scan.inContent('it', content)
    expect(found.map((leak) => leak.how)).toContain(how)
    expect(found.every(({ secret, where }) => secret === 'key' && where === 'it')).toBe(true)
  })

  it('finds one by its longest word, however the rest was escaped', () => {
    const found = secretScan({ key: 'a <Nightjar4471>' }).inContent('it', 'a &#x3c;Nightjar4471')
    expect(found).toEqual([{ secret: 'key', how: 'in part', where: 'it' }])
  })

  it('finds none where none is', () => {
    const near = value.slice(0, -1)
    expect(scan.inContent('it', `${near} ${base64(near)} ********`)).toEqual([])
    expect(scan.inContent('it', '')).toEqual([])
  })

  it('looks into all files of a folder, and at their names', () => {
    const folder = scratchFolder()
    const word = 'Nightjar-4471'
    fill(folder, { 'a.txt': 'none', 'b/c.json': word, [`b/${word}`]: '', 'left/out': word })
    const found = secretScan({ word }).inFolder(folder, (path) => path.startsWith('left'))
    expect(new Set(found.map(({ where }) => where))).toEqual(
      new Set(['b/c.json', `the name b/${word}`]),
    )
  })

  it('refuses to look for what stands everywhere by chance', () => {
    expect(() => secretScan({ pin: '1234567' })).toThrow('pin is too short')
  })
})
