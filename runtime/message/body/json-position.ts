/**
 * Finds where a text stops being JSON. Only run on texts that JSON.parse refused, so it may be slow; it must not recurse,
 * because the nesting is the caller's choice.
 */

export interface Break {
  /** 0-based offset in the text. */
  offset: number
  reason: string
}

const space = /[ \t\n\r]*/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const quote = 0x22
const backslash = 0x5c
const word = /true|false|null/y

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

/** undefined when the text is JSON after all. */
export function whereJsonBreaks(text: string): Break | undefined {
  const closers: ('}' | ']')[] = []
  let at = skip(space, text, 0)
  let expects: 'value' | 'first' | 'name' | 'after' = 'value'

  const ended = (reason: string): Break =>
    at >= text.length
      ? { offset: text.length, reason: 'it ends too early' }
      : { offset: at, reason: `${reason}, not ${shown(text, at)}` }

  for (;;) {
    const closer = closers.at(-1)
    const char = text[at]
    if (expects === 'after') {
      if (closer === undefined) {
        return at < text.length
          ? { offset: at, reason: `the end is expected, not ${shown(text, at)}` }
          : undefined
      }
      if (char === closer) {
        closers.pop()
        at++
      } else if (char === ',') {
        at++
        expects = closer === '}' ? 'name' : 'value'
      } else return ended(`',' or '${closer}' is expected`)
    } else if (expects === 'first' && char === closer) {
      closers.pop()
      at++
      expects = 'after'
    } else if (expects === 'name' || (expects === 'first' && closer === '}')) {
      if (char !== '"') return ended('a name in double quotes is expected')
      const string = readString(text, at)
      if (typeof string !== 'number') return string
      at = skip(space, text, string)
      if (text[at] !== ':') return ended("':' is expected")
      at++
      expects = 'value'
    } else if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']')
      at++
      expects = 'first'
    } else if (char === '"') {
      const string = readString(text, at)
      if (typeof string !== 'number') return string
      at = string
      expects = 'after'
    } else {
      const end = Math.max(skip(word, text, at), skip(number, text, at))
      if (end === at) return ended('a value is expected')
      at = end
      expects = 'after'
    }
    at = skip(space, text, at)
  }
}

/** Past the closing quote, or what is wrong in the string that begins at `from`. */
function readString(text: string, from: number): number | Break {
  for (let at = from + 1; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    if (code < 0x20) {
      return { offset: at, reason: `a string cannot hold ${shown(text, at)} unescaped` }
    }
    if (code !== backslash) at++
    else {
      const past = skip(escaped, text, at)
      if (past === at) return { offset: at, reason: 'no such escape in a string' }
      at = past
    }
  }
  return { offset: text.length, reason: 'it ends within a string' }
}

function shown(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return char < ' ' || char === '\u007f'
    ? `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
    : `'${char}'`
}
