/** Whether the value of a secret is about to go out. The last look before anything is written. */

/** Shorter ones stand everywhere by chance. */
const shortest = 4
/** Shorter ones must stand for themselves: `1234` in `21234` is none. */
const surelyMeant = 8

export interface Leak {
  secret: string
  path: string
  line: number
}

/**
 * @param files What goes out, path -> bytes.
 * @param secrets Name -> value.
 * @param isOurs Files of the engine, which everybody has: what stands there is no secret of this project's.
 */
export function leaksIn(
  files: ReadonlyMap<string, Uint8Array>,
  secrets: ReadonlyMap<string, string>,
  isOurs: (path: string) => boolean,
): Leak[] {
  const leaks: Leak[] = []
  const needles = [...secrets]
    .filter(([, value]) => value.trim().length >= shortest)
    .flatMap(([secret, value]) => formsOf(value.trim()).map((form) => ({ secret, form })))
  if (needles.length === 0) return leaks
  for (const [path, bytes] of files) {
    if (isOurs(path)) continue
    const text = Buffer.from(bytes).toString('utf8')
    for (const { secret, form } of needles) {
      const at = find(text, form)
      if (at < 0) continue
      const line = text.slice(0, at).split('\n').length
      if (!leaks.some((leak) => leak.secret === secret && leak.path === path))
        leaks.push({ secret, path, line })
    }
  }
  return leaks
}

/** As it is, as JSON and JavaScript write it, as an address has it, and in base64. */
function formsOf(value: string): string[] {
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    ...(value.length >= surelyMeant
      ? [
          Buffer.from(value).toString('base64').replace(/=+$/, ''),
          Buffer.from(value).toString('hex'),
        ]
      : []),
  ]
  return [...new Set(forms)]
}

function find(text: string, form: string): number {
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    if (form.length >= surelyMeant) return at
    const around = `${text[at - 1] ?? ' '}${text[at + form.length] ?? ' '}`
    if (!/\w/.test(around)) return at
  }
  return -1
}

/** Names places, never values. */
export function leakWords(leaks: readonly Leak[]): string {
  const places = leaks.map(({ secret, path, line }) => `of "${secret}" in ${path}:${line}`)
  return `The export would hold the value ${places.join(', ')}. Refer to a secret by its name; nothing was written.`
}
