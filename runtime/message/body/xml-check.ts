/**
 * Is a text well-formed XML 1.0, and if not, where does it break? The parser we use is lenient: it takes two roots, text
 * after the end, entities that nobody declared. One pass, no recursion, no look back.
 *
 * A DOCTYPE may stand there, but not declare anything: without declarations there is no entity to fetch from outside
 * and none to expand a thousandfold.
 */

export interface XmlBreak {
  /** 0-based offset in the text. */
  offset: number
  reason: string
}

/** As deep as the parser goes. */
export const deepest = 200

const nameStart =
  ':A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}'
const nameSource = `[${nameStart}][${nameStart}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]*`

/** https://www.w3.org/TR/xml/#NT-Name */
export const xmlName = new RegExp(`^${nameSource}$`, 'u')
/** Characters that no XML can hold, not even escaped: https://www.w3.org/TR/xml/#charsets */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
export const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

const name = new RegExp(nameSource, 'uy')
const space = /[ \t\r\n]*/y
const reference = /&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});/y
const declares = /<!DOCTYPE[^>[]*>/y

/** undefined when all is well. */
export function whereXmlBreaks(text: string): XmlBreak | undefined {
  const bad = notXml.exec(text)
  if (bad) return { offset: bad.index, reason: `U+${hexOf(bad[0])} cannot be in XML` }
  return new Check(text).run()
}

class Check {
  readonly #open: { name: string; offset: number }[] = []
  #at = 0
  #rooted = false
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  run(): XmlBreak | undefined {
    const { text } = this
    while (this.#at < text.length) {
      const wrong = text[this.#at] === '<' ? this.#markup() : this.#words()
      if (wrong) return wrong
    }
    const last = this.#open.at(-1)
    if (last) return { offset: text.length, reason: `<${last.name}> is not closed` }
    if (!this.#rooted) return { offset: text.length, reason: 'it has no element' }
    return undefined
  }

  #markup(): XmlBreak | undefined {
    const { text } = this
    if (text.startsWith('<!--', this.#at)) return this.#pass('-->', 4, 'a comment')
    if (text.startsWith('<?', this.#at)) return this.#pass('?>', 2, 'an instruction')
    if (text.startsWith('<![CDATA[', this.#at)) {
      if (this.#open.length === 0) return this.#wrong('text outside of the root element')
      return this.#pass(']]>', 9, 'a CDATA section')
    }
    if (text.startsWith('<!', this.#at)) return this.#doctype()
    return text[this.#at + 1] === '/' ? this.#endTag() : this.#startTag()
  }

  #pass(end: string, skip: number, what: string): XmlBreak | undefined {
    const found = this.text.indexOf(end, this.#at + skip)
    if (found === -1) return this.#wrong(`${what} does not end`)
    this.#at = found + end.length
    return undefined
  }

  #doctype(): XmlBreak | undefined {
    const end = this.#take(declares)
    if (end && !this.#rooted) return undefined
    return this.#wrong('declarations and entities of its own are not read')
  }

  #endTag(): XmlBreak | undefined {
    const start = this.#at
    this.#at += 2
    const tag = this.#take(name)
    this.#take(space)
    if (!tag || this.text[this.#at] !== '>') return this.#wrong('an end tag is not complete', start)
    const last = this.#open.pop()
    if (last?.name !== tag) {
      const expected = last ? `</${last.name}> is expected` : 'nothing is open here'
      return this.#wrong(`${expected}, not </${tag}>`, start)
    }
    this.#at++
    return undefined
  }

  #startTag(): XmlBreak | undefined {
    const offset = this.#at++
    const tag = this.#take(name)
    if (!tag) return this.#wrong('< does not begin a tag here', offset)
    if (this.#open.length === 0) {
      if (this.#rooted) return this.#wrong(`a second root element, <${tag}>`, offset)
      this.#rooted = true
    }
    const wrong = this.#attributes(tag)
    if (wrong) return wrong
    if (this.text.startsWith('/>', this.#at)) this.#at += 2
    else {
      this.#at++
      this.#open.push({ name: tag, offset })
      if (this.#open.length > deepest) return this.#wrong(`more than ${deepest} levels`, offset)
    }
    return undefined
  }

  #attributes(tag: string): XmlBreak | undefined {
    const { text } = this
    const seen = new Set<string>()
    for (;;) {
      const spaced = this.#take(space)
      if (text[this.#at] === '>' || text.startsWith('/>', this.#at)) return undefined
      if (this.#at >= text.length) return this.#wrong(`<${tag}> is not complete`)
      const start = this.#at
      const attribute = spaced ? this.#take(name) : ''
      if (!attribute) return this.#wrong(`<${tag}> has something that is no attribute`)
      if (seen.has(attribute)) return this.#wrong(`attribute ${attribute} comes twice`, start)
      seen.add(attribute)
      this.#take(space)
      if (text[this.#at] !== '=') return this.#wrong(`attribute ${attribute} has no value`, start)
      this.#at++
      this.#take(space)
      const quote = text[this.#at]
      if (quote !== '"' && quote !== "'") return this.#wrong('a value needs quotes')
      const end = text.indexOf(quote, this.#at + 1)
      if (end === -1) return this.#wrong('a value does not end')
      const wrong = this.#characters(this.#at + 1, end, '<')
      if (wrong) return wrong
      this.#at = end + 1
    }
  }

  #words(): XmlBreak | undefined {
    const next = this.text.indexOf('<', this.#at)
    const end = next === -1 ? this.text.length : next
    if (this.#open.length === 0) {
      this.#take(space)
      return this.#at < end ? this.#wrong('text outside of the root element') : undefined
    }
    const wrong = this.#characters(this.#at, end, ']]>')
    this.#at = end
    return wrong
  }

  /** Text between two offsets: each & must begin a reference that we know. */
  #characters(from: number, to: number, forbidden: string): XmlBreak | undefined {
    const part = this.text.slice(from, to)
    const bad = part.indexOf(forbidden)
    if (bad !== -1) return this.#wrong(`${forbidden} must be escaped`, from + bad)
    for (let at = part.indexOf('&'); at !== -1; at = part.indexOf('&', at + 1)) {
      reference.lastIndex = at
      const known = reference.exec(part)
      if (!known || characterOf(known[0].slice(1, -1)) === undefined) {
        return this.#wrong('& does not begin a reference that is known', from + at)
      }
    }
    return undefined
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const taken = pattern.exec(this.text)?.[0] ?? ''
    this.#at += taken.length
    return taken
  }

  #wrong(reason: string, offset: number = this.#at): XmlBreak {
    return { offset, reason }
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The character of a reference, without its & and ;: `lt`, `#233`, `#xE9`. undefined when there is none. */
export function characterOf(written: string): string | undefined {
  if (written[0] !== '#') return named[written]
  const code = written[1] === 'x' ? Number.parseInt(written.slice(2), 16) : Number(written.slice(1))
  if (!(code <= 0x10ffff)) return undefined
  const character = String.fromCodePoint(code)
  return notXml.test(character) ? undefined : character
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
