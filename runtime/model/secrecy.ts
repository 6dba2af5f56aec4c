/** What is secret by its name, wherever it stands: said once for what the runtime shows and for what the designer keeps. */
import { secretNames } from './io-names.ts'

// Plain ASCII: it must stand in bytes of any encoding, and inside quotes.
export const mask = '********'

const secretHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-vault-token|x-.*-(token|secret|key|password))$/i

export function isSecretHeader(name: string): boolean {
  return secretHeaders.test(name)
}

/** Where elements of the given names stand in JSON, forms and XML. */
export function elementPatterns(names: readonly string[] = secretNames) {
  const named = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return {
    names,
    json: new RegExp(`("(?:${named})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|-?\\d[\\d.eE+-]*)`, 'g'),
    form: new RegExp(`(^|&)(${named})=[^&]*`, 'g'),
    xml: new RegExp(`(<(?:\\w+:)?(${named})(?:\\s[^>]*)?>)[^<]*(</)`, 'g'),
  }
}

export type ElementPatterns = ReturnType<typeof elementPatterns>

/** The text with the values of those elements masked; `isForm`: it is a form or a query. */
export function maskElements(text: string, patterns: ElementPatterns, isForm: boolean): string {
  const shown = text.replace(patterns.json, `$1"${mask}"`).replace(patterns.xml, `$1${mask}$3`)
  return isForm ? shown.replace(patterns.form, `$1$2=${mask}`) : shown
}
