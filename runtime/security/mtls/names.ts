/** The names in a certificate, as OpenSSL writes them and as people list them. Pure. */

/** `CN=erp\nO=Example` -> its parts. A line break within a value is escaped. */
export function partsOfSubject(subject: string): string[] {
  return subject.split('\n').map(tidy)
}

/** `CN=erp, O=Example` -> its parts; a comma within a value is written `\,`. */
export function partsOfEntry(entry: string): string[] {
  return (entry.match(/(?:\\.|[^,\\])+/g) ?? []).map(tidy).filter((part) => part !== '')
}

function tidy(part: string): string {
  return part.trim().replace(/\s*=\s*/, '=')
}

/** Does the subject have all parts of one of the entries? */
export function fitsSubject(subject: string, entries: readonly string[]): boolean {
  const parts = new Set(partsOfSubject(subject))
  return entries.some((entry) => {
    const wanted = partsOfEntry(entry)
    return wanted.length > 0 && wanted.every((part) => parts.has(part))
  })
}

/**
 * `DNS:a, URI:"x, DNS:b"` -> its names. A value with a comma or a quote in it is quoted as JSON is: cut apart at the comma
 * it would be two names, and the second the choice of whoever asked for the certificate.
 */
export function alternativeNames(text: string): string[] {
  const names: string[] = []
  const pattern = /([A-Za-z][A-Za-z ]*):(?:("(?:[^"\\]|\\.)*")|([^,"]*))(?:, |$)/y
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text)
    // What cannot be read is nobody's name.
    if (!found) return []
    const [, kind = '', quoted, plain = ''] = found
    names.push(`${kind}:${quoted === undefined ? plain : (JSON.parse(quoted) as string)}`)
  }
  return names
}
