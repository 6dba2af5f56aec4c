/**
 * Finds secrets where none may be: in texts, bytes, files and folders, as they are and as programs usually write them down. A
 * base64 is found in the midst of a longer one too, so that it shows in Basic credentials of whatever user. It knows nothing of
 * how secrets are masked.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface Leak {
  /** The name of the secret; its value is not told once more. */
  secret: string
  /** How it stands there: `plain`, `base64`, `in JSON`, ... */
  how: string
  where: string
}

export type Content = string | Uint8Array

export interface SecretScan {
  /** @param where What to call it in what is found. */
  inContent(where: string, content: Content): Leak[]
  /** Names and contents of all files, however deep. @param isLeftOut Handed paths from the folder. */
  inFolder(folder: string, isLeftOut?: (path: string) => boolean): Leak[]
}

// Less than this stands everywhere by chance, the more so when the ends of a base64 are cut.
const shortest = 8

/** @param secrets Name -> value. @throws Error for a value under 8 characters, which could not be told from chance. */
export function secretScan(secrets: Readonly<Record<string, string>>): SecretScan {
  const needles = Object.entries(secrets).flatMap(([secret, value]) => {
    if (value.length < shortest) throw new Error(`${secret} is too short to be looked for.`)
    return needlesOf(value).map(([how, bytes]) => ({ secret, how, bytes }))
  })
  const inContent = (where: string, content: Content): Leak[] => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content)
    return needles
      .filter((needle) => bytes.includes(needle.bytes))
      .map(({ secret, how }) => ({ secret, how, where }))
  }
  return {
    inContent,
    inFolder(folder, isLeftOut = () => false) {
      return filesIn(folder, isLeftOut).flatMap((path) => [
        ...inContent(`the name ${path}`, path),
        ...inContent(path, readFileSync(join(folder, path))),
      ])
    },
  }
}

/** Paths from the folder, sorted. */
export function filesIn(
  folder: string,
  isLeftOut: (path: string) => boolean = () => false,
): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .filter((path) => !isLeftOut(path))
    .sort()
}

type Needle = [how: string, bytes: Buffer]

function needlesOf(value: string): Needle[] {
  const texts = Object.entries(textsOf(value)).flatMap(([how, forms]) =>
    forms.map((form): [string, string] => [how, form]),
  )
  const needles: Needle[] = [
    ...texts.map(([how, text]): Needle => [how, Buffer.from(text)]),
    ['latin1', Buffer.from(value, 'latin1')],
    // As Chromium keeps texts.
    ['utf16', Buffer.from(value, 'utf16le')],
    ...texts
      .filter(([how]) => how === 'plain' || how === 'in JSON' || how === 'in XML')
      .flatMap(([, text]) => packed(Buffer.from(text))),
  ]
  // Of those that are spelled alike the first says what it is.
  return [...new Map(needles.reverse().map((needle) => [needle[1].toString('hex'), needle]))].map(
    ([, needle]) => needle,
  )
}

function textsOf(value: string): Record<string, string[]> {
  const json = JSON.stringify(value).slice(1, -1)
  const ascii = json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${hexOf(unit).padStart(4, '0')}`)
  const percent = encodeURIComponent(value)
  const every = [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
  const xml = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return {
    plain: [value],
    'in JSON': [json, ascii, json.replaceAll('/', '\\/')],
    'in JSON twice': [JSON.stringify(json).slice(1, -1)],
    'in XML': [
      xml,
      xml.replace(/"/g, '&quot;').replace(/'/g, '&apos;'),
      xml.replace(/"/g, '&#34;').replace(/'/g, '&#39;'),
    ],
    'URL-encoded': [
      percent,
      lowered(percent),
      // What encodeURI leaves as it is, as addresses and forms have it.
      encodeURI(value),
      new URLSearchParams([['', value]]).toString().slice(1),
      every.join(''),
      every.join('').toUpperCase(),
    ],
    // Its longest word: known again however the rest was escaped.
    'in part': (value.match(/[A-Za-z0-9]{8,}/g) ?? [])
      .sort((a, b) => b.length - a.length)
      .slice(0, 1),
  }
}

const hexOf = (unit: string) => unit.charCodeAt(0).toString(16)
const lowered = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())

function packed(bytes: Buffer): Needle[] {
  const hex = bytes.toString('hex')
  return [
    ...[0, 1, 2].flatMap((before): Needle[] => {
      const text = within(bytes, before)
      const safe = text.replaceAll('+', '-').replaceAll('/', '_')
      return [
        ['base64', Buffer.from(text)],
        ['base64url', Buffer.from(safe)],
      ]
    }),
    ['hex', Buffer.from(hex)],
    ['hex', Buffer.from(hex.toUpperCase())],
  ]
}

/** The characters of a base64 that depend on nothing but these bytes, when so many (modulo 3) stand before them. */
function within(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
}
