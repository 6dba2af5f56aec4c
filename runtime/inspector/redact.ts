/**
 * Nothing that is known to be secret is ever shown: values of the project's secrets wherever they turn up, headers that
 * carry credentials, and elements whose name says so. Applied when something is told, never on a message's way.
 */
import { secretNames } from '../model/io.ts'

// Plain ASCII: it must stand in bytes of any encoding, and inside quotes.
export const mask = '********'

// Shorter values would blank out half of every message; a secret of under four characters is none.
const shortest = 4

const secretHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-vault-token|x-.*-(token|secret|key|password))$/i

/** Where elements of the given names stand in JSON, forms and XML. */
function patternsOf(names: readonly string[]) {
  const named = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return {
    names,
    json: new RegExp(`("(?:${named})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|-?\\d[\\d.eE+-]*)`, 'g'),
    form: new RegExp(`(^|&)(${named})=[^&]*`, 'g'),
    xml: new RegExp(`(<(?:\\w+:)?(${named})(?:\\s[^>]*)?>)[^<]*(</)`, 'g'),
  }
}

export class Redactor {
  #values: string[] = []
  #patterns = patternsOf(secretNames)

  /** Longest first: one secret may be part of another. */
  setSecrets(values: Iterable<string>): void {
    this.#values = [...new Set(values)]
      .filter((value) => value.length >= shortest)
      .sort((a, b) => b.length - a.length)
  }

  /** Elements that services declare to be secret, besides those whose names say so. */
  setElements(names: Iterable<string>): void {
    this.#patterns = patternsOf([...new Set([...secretNames, ...names])])
  }

  text(text: string): string {
    let shown = text
    for (const value of this.#values)
      if (shown.includes(value)) shown = shown.replaceAll(value, mask)
    return shown
  }

  /** A body; bytes that hold nothing secret come back as the same buffer. */
  bytes(bytes: Buffer, contentType: string | undefined): Buffer {
    let shown = bytes
    if (this.#values.some((value) => bytes.includes(value)))
      shown = Buffer.from(this.text(bytes.toString('latin1')), 'latin1')
    const { names, json, form, xml } = this.#patterns
    const text = textOf(shown, contentType, names)
    if (text === undefined) return shown
    const masked = text.replace(json, `$1"${mask}"`).replace(xml, `$1${mask}$3`)
    const all = contentType?.includes('form-urlencoded')
      ? masked.replace(form, `$1$2=${mask}`)
      : masked
    return all === text ? shown : Buffer.from(all)
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        secretHeaders.test(name) ? mask : this.text(value),
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
