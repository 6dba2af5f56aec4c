/**
 * Nothing that is known to be secret is ever shown: values of the project's secrets wherever they turn up, headers that
 * carry credentials, and elements whose name says so. Applied when something is told, never on a message's way.
 */
import type { FailureData } from '../model/failure.ts'
import { secretNames } from '../model/io.ts'
import { elementPatterns, isSecretHeader, mask, maskElements } from '../model/secrecy.ts'

export { mask } from '../model/secrecy.ts'

// Shorter values would blank out half of every message; a secret of under four characters is none.
const shortest = 4

const shortestTold = 8
const mostTold = 200

// A peer's error that quotes what it was sent, told in a line of the log, is three.
const deepest = 4

/** How a value may stand in what is told: as it is, in JSON (all of the log is) however deep, in XML, in an address, in a form. */
function formsOf(value: string): string[] {
  const texts = [value]
  for (let depth = 1; depth <= deepest; depth++) {
    texts.push(JSON.stringify(texts.at(-1)).slice(1, -1))
  }
  texts.push(value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'))
  return texts.flatMap((text) => [
    text,
    encodeURIComponent(Buffer.from(text).toString()),
    new URLSearchParams([['', text]]).toString().slice(1),
  ])
}

/** All that a redactor goes by, as plain data: for one in another thread. */
export interface RedactorState {
  values: readonly string[]
  told: readonly string[]
  elements: readonly string[]
  headers: readonly string[]
}

export class Redactor {
  readonly #values = new Set<string>()
  readonly #told = new Set<string>()
  /** Counts the changes of what it goes by. */
  changes = 0
  #current: readonly string[] = []
  /** Longest first: one secret may be part of another. */
  #forms: readonly string[] = []
  /** The same, as they stand in bytes of UTF-8. */
  #needles: readonly Buffer[] = []
  #patterns = elementPatterns(secretNames)
  #headers: ReadonlySet<string> = new Set()

  get state(): RedactorState {
    return {
      values: [...this.#values],
      told: [...this.#told],
      elements: this.#patterns.names,
      headers: [...this.#headers],
    }
  }

  set state({ values, told, elements, headers }: RedactorState) {
    this.#values.clear()
    this.#told.clear()
    for (const text of told) this.#told.add(text)
    this.setElements(elements)
    this.setHeaders(headers)
    this.setSecrets(values)
  }

  /** Those before stay masked too: messages that hold them are still in the history. */
  setSecrets(values: Iterable<string>): void {
    this.#current = [...values].filter((value) => value.length >= shortest)
    for (const value of this.#current) this.#values.add(value)
    this.#remember()
  }

  /**
   * Texts that came from outside as secrets, besides those of the project. Only the last of them are remembered: each costs a
   * search in all that is told. Short ones are words and numbers that stand everywhere.
   */
  conceal(texts: readonly string[]): void {
    const news = texts.filter((text) => text.length >= shortestTold && !this.#told.has(text))
    if (news.length === 0) return
    for (const text of news) this.#told.add(text)
    for (const text of this.#told) {
      if (this.#told.size <= mostTold) break
      this.#told.delete(text)
    }
    this.#remember()
  }

  /** With the history gone, only the values of now are secrets. */
  forgetOld(): void {
    this.#values.clear()
    this.setSecrets(this.#current)
  }

  #remember(): void {
    this.changes++
    const forms = [...new Set([...this.#values, ...this.#told].flatMap(formsOf))]
    this.#forms = forms.sort((a, b) => b.length - a.length)
    this.#needles = this.#forms.map((form) => Buffer.from(form))
  }

  /** Elements that services declare to be secret, besides those whose names say so. */
  setElements(names: Iterable<string>): void {
    this.changes++
    this.#patterns = elementPatterns([...new Set([...secretNames, ...names])])
  }

  /** Headers that hold keys, besides those whose names say so. Lower case. */
  setHeaders(names: Iterable<string>): void {
    this.changes++
    this.#headers = new Set(names)
  }

  text(text: string): string {
    let shown = text
    for (const form of this.#forms) if (shown.includes(form)) shown = shown.replaceAll(form, mask)
    return shown
  }

  /** Its words; where it happened is the project's own, even where a name is spelled as a secret is. */
  failure(failure: FailureData): FailureData {
    const shown = this.#within(failure, []) as FailureData
    return failure.at ? { ...shown, at: failure.at } : shown
  }

  /** A payload, however deep: texts, and elements by their names; what is not plain data is left as it is. */
  payload(data: unknown): unknown {
    return this.#within(data, this.#patterns.names)
  }

  #within(data: unknown, names: readonly string[]): unknown {
    if (typeof data === 'string') return this.text(data)
    if (Array.isArray(data)) return data.map((item) => this.#within(item, names))
    if (typeof data !== 'object' || data === null) return data
    const prototype: unknown = Object.getPrototypeOf(data)
    if (prototype !== Object.prototype && prototype !== null) return data
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [
        name,
        names.includes(name) && /string|number/.test(typeof value)
          ? mask
          : this.#within(value, names),
      ]),
    )
  }

  /** A body; bytes that hold nothing secret come back as the same buffer. */
  bytes(bytes: Buffer, contentType: string | undefined): Buffer {
    let shown = bytes
    const needles = this.#needles.filter((needle) => bytes.includes(needle))
    if (needles.length > 0) {
      // One character a byte, so that what is not text comes through as it was.
      let flat = bytes.toString('latin1')
      for (const needle of needles) flat = flat.replaceAll(needle.toString('latin1'), mask)
      shown = Buffer.from(flat, 'latin1')
    }
    const text = textOf(shown, contentType, this.#patterns.names)
    if (text === undefined) return shown
    const isForm = contentType?.includes('form-urlencoded') ?? false
    const all = maskElements(text, this.#patterns, isForm)
    return all === text ? shown : Buffer.from(all)
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        isSecretHeader(name) || this.#headers.has(name.toLowerCase()) ? mask : this.text(value),
      ]),
    )
  }
}

/** The body as text when it may hold named elements; undefined for what is not text. */
function textOf(
  bytes: Buffer,
  contentType: string | undefined,
  names: readonly string[],
): string | undefined {
  if (contentType && !/json|xml|form-urlencoded|text|csv/.test(contentType)) return undefined
  if (!names.some((name) => bytes.includes(name))) return undefined
  return bytes.toString('utf8')
}
