/**
 * XML as a value, and back.
 *
 *   <order id="7"><line>a</line><line>b</line><note/></order>
 *   { order: { '@id': '7', line: ['a', 'b'], note: '' } }
 *
 * Attributes have an @ before their name. An element that comes more than once is a list; one that comes once is not.
 * All values are texts, as they stand: `007` stays `007`. An element with attributes has its text under `#text`.
 * White space between elements, comments and instructions are left out; so is the order of elements of different names.
 * Names keep their prefix. Whoever needs more than this has the bytes.
 */
import { createRequire } from 'node:module'
import { Failure } from '../../model/failure.ts'
import { textOf, wrongAt } from './position.ts'
import { characterOf, deepest, notXml, whereXmlBreaks, xmlName } from './xml-check.ts'

const what = 'The body is not XML'

type Library = typeof import('fast-xml-parser')

/** Loaded when first needed: most projects never see XML, and the runtime starts without it. */
function library(): Library {
  return typeof require === 'function'
    ? require('fast-xml-parser')
    : createRequire(import.meta.url)('fast-xml-parser')
}

let parser: InstanceType<Library['XMLParser']> | undefined
let builder: InstanceType<Library['XMLBuilder']> | undefined

/** undefined for an empty body. @throws Failure MESSAGE_NOT_XML with line and column. */
export function readXml(raw: Buffer): unknown {
  if (raw.length === 0) return undefined
  const text = decode(raw)
  const broken = whereXmlBreaks(text)
  if (broken) throw wrongAt('MESSAGE_NOT_XML', what, broken.reason, text, broken.offset)
  const { XMLParser } = library()
  parser ??= new XMLParser({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    maxNestedTags: deepest + 1,
    tagValueProcessor: (_name, value) => (value.trim() === '' ? '' : value),
    entityDecoder: references,
    onDangerousProperty: (name) => name,
  })
  try {
    return parser.parse(text)
  } catch (error) {
    // What is left are the names that the parser refuses because they would change a prototype.
    throw new Failure(
      'MESSAGE_UNREADABLE',
      `${what} that can be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
}

/** Knows characters and nothing else: whatever a document declares is not remembered, so nothing can be expanded. */
const references = {
  setExternalEntities: () => {},
  addInputEntities: () => {},
  setXmlVersion: () => {},
  reset: () => {},
  decode: (text: string) =>
    text.includes('&')
      ? text.replace(/&(#?\w+);/g, (whole, written: string) => characterOf(written) ?? whole)
      : text,
}

const declaredEncoding = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/

/** UTF-8 unless a byte order mark or the declaration says otherwise (XML 1.0, appendix F). */
function decode(raw: Buffer): string {
  const wide = raw[0] === 0xff && raw[1] === 0xfe ? 'utf-16le' : undefined
  const wideBig = raw[0] === 0xfe && raw[1] === 0xff ? 'utf-16be' : undefined
  const declared = declaredEncoding.exec(raw.toString('latin1', 0, 200))?.[1]
  const encoding = wide ?? wideBig ?? declared ?? 'utf-8'
  if (/^utf-?8$/i.test(encoding)) return textOf(raw, 'MESSAGE_NOT_XML', what)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(raw)
  } catch (error) {
    throw new Failure('MESSAGE_NOT_XML', `${what}: it cannot be read as ${encoding}.`, {
      cause: error,
      details: { encoding, line: 1, column: 1, position: 0 },
    })
  }
}

/**
 * An object with one element, the root, is written as it is. Anything else becomes the content of `<root>`, and the
 * entries of a list its `<item>`s. A text is taken for XML already.
 * @throws Failure OUTPUT_MALFORMED when a name or character has no place in XML.
 */
export function writeXml(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(value)
  const { XMLBuilder } = library()
  builder ??= new XMLBuilder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    maxNestedTags: deepest + 2,
  })
  return Buffer.from(builder.build(plain(rooted(value), '', 0)).replaceAll('\r', '&#13;'))
}

function rooted(value: unknown): unknown {
  if (Array.isArray(value)) return { root: { item: value } }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const [only, ...others] = Object.entries(value).filter(([, inner]) => inner !== undefined)
    const isRoot = only && others.length === 0 && !Array.isArray(only[1]) && xmlName.test(only[0])
    if (isRoot) return value
  }
  return { root: value }
}

/** The value as texts, lists and objects of these, each name and character checked: the builder writes what it is given. */
function plain(value: unknown, name: string, depth: number): unknown {
  if (value === undefined || value === null) return ''
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value !== 'object') return checkedText(String(value), name)
  if (depth > deepest) throw malformed(`more than ${deepest} levels`, name)
  // A list in a list has no form of its own; its entries are items.
  if (Array.isArray(value)) {
    return value.map((entry) =>
      plain(Array.isArray(entry) ? { item: entry } : entry, name, depth + 1),
    )
  }
  const copy: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined || (inner === null && key.startsWith('@'))) continue
    const bare = key.startsWith('@') ? key.slice(1) : key
    if (key !== '#text' && !xmlName.test(bare)) throw malformed('a name that XML has not', key)
    copy[key] = plain(inner, key, depth + 1)
  }
  return copy
}

function checkedText(text: string, name: string): string {
  if (notXml.test(text)) throw malformed('a character that XML cannot hold', name)
  return text
}

function malformed(reason: string, element: string): Failure {
  return new Failure(
    'OUTPUT_MALFORMED',
    `The payload cannot be written as XML: ${reason}, at ${element}.`,
    {
      details: { element },
    },
  )
}
