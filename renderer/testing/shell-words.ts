/**
 * A command line as a POSIX shell takes it apart, and the `$'...'` of bash, which browsers write when they copy a request as
 * cURL. Nothing is expanded and nothing runs. (The libraries for this know no `$'...'`.)
 */

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
}

/** @throws SyntaxError when a quote is not closed. What follows a `;`, `|` or `&` is left out: it is another command. */
export function shellWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let at = 0
  const add = (text: string) => {
    word = (word ?? '') + text
  }
  while (at < line.length) {
    const sign = line[at] ?? ''
    if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
      at++
    } else if (sign === "'" || line.startsWith("$'", at)) {
      const isAnsi = sign === '$'
      const end = endOfQuote(line, at + (isAnsi ? 2 : 1), "'", isAnsi)
      const inner = line.slice(at + (isAnsi ? 2 : 1), end)
      add(isAnsi ? ansi(inner) : inner)
      at = end + 1
    } else if (sign === '"') {
      const end = endOfQuote(line, at + 1, '"', true)
      add(line.slice(at + 1, end).replace(/\\(\r?\n|[\\"$`])/g, (_, next: string) => next.trim()))
      at = end + 1
    } else if (sign === '\\') {
      const goesOn = /^\\\r?\n/.exec(line.slice(at))?.[0]
      if (goesOn === undefined) add(line[at + 1] ?? '')
      at += goesOn?.length ?? 2
    } else if (/[;|&\n]/.test(sign)) {
      break
    } else {
      add(sign)
      at++
    }
  }
  if (word !== undefined) words.push(word)
  return words
}

function endOfQuote(line: string, from: number, quote: string, hasEscapes: boolean): number {
  for (let at = from; at < line.length; at++) {
    if (hasEscapes && line[at] === '\\') at++
    else if (line[at] === quote) return at
  }
  throw new SyntaxError(`The quote ${quote} at position ${from} is not closed.`)
}

function ansi(text: string): string {
  return text.replace(
    /\\(u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)/gs,
    (whole, code: string) => {
      if (/^[uUx]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
      if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
      return escapes[code] ?? whole
    },
  )
}
