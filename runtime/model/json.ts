/**
 * JSON with places. Reading is the platform's own quick parser; only a text that does not parse, or a value that does
 * not fit, is read a second time to learn the line and column.
 */
import { type DocumentNode, parse, type ValueNode } from '@humanwhocodes/momoa'

/** 1-based, as editors count. */
export interface Spot {
  line: number
  column: number
}

export type Parsed = { ok: true; value: unknown } | ({ ok: false; message: string } & Spot)

/** A byte order mark is let through: some editors for Windows write one. */
export function parseJson(text: string): Parsed {
  const body = withoutMark(text)
  try {
    return { ok: true, value: JSON.parse(body) as unknown }
  } catch (thrown) {
    return { ok: false, ...whyNot(body, (thrown as Error).message) }
  }
}

/** Where a value stands in a text that parses: as deep along the path as the text goes, its key if it has one. */
export function spotOf(text: string, path: readonly PropertyKey[]): Spot {
  let document: DocumentNode
  try {
    document = parse(withoutMark(text))
  } catch {
    return { line: 1, column: 1 }
  }
  let value: ValueNode = document.body
  let { line, column } = value.loc.start
  for (const step of path) {
    const found = stepInto(value, step)
    if (!found) break
    value = found.value
    ;({ line, column } = found.at)
  }
  return { line, column }
}

function stepInto(value: ValueNode, step: PropertyKey): { value: ValueNode; at: Spot } | undefined {
  if (value.type === 'Array') {
    const element = value.elements[Number(step)]
    return element && { value: element.value, at: element.value.loc.start }
  }
  if (value.type !== 'Object') return undefined
  // The last of several members of one name is the one that counts.
  const member = value.members.findLast(({ name }) =>
    name.type === 'String' ? name.value === step : name.name === step,
  )
  return member && { value: member.value, at: member.loc.start }
}

const tokens: Readonly<Record<string, string>> = {
  LBrace: '{',
  RBrace: '}',
  LBracket: '[',
  RBracket: ']',
  Comma: ',',
  Colon: ':',
  String: 'text',
  Number: 'number',
  Boolean: 'true or false',
  Null: 'null',
}

function whyNot(text: string, fallback: string): { message: string } & Spot {
  if (text.trim() === '') return { message: 'the file is empty', line: 1, column: 1 }
  try {
    parse(text)
  } catch (thrown) {
    const { message, line, column } = thrown as { message: string; line?: number; column?: number }
    // "Unexpected token RBrace found. (3:5)": the place is told apart from the words.
    const words = message
      .replace(/\s*\(\d+:\d+\)\.?$/, '')
      .replace(/\.$/, '')
      .replace(/token (\w+)/, (_, token: string) => tokens[token] ?? token)
      .replace('Unexpected', 'unexpected')
      .replace(/ found$/, '')
    return { message: words, line: line ?? 1, column: column ?? 1 }
  }
  return atPosition(text, fallback)
}

/** The platform's own words name a position: "Bad control character in string literal in JSON at position 7". */
function atPosition(text: string, words: string): { message: string } & Spot {
  const before = text.slice(0, Number(/at position (\d+)/.exec(words)?.[1] ?? 0)).split('\n')
  const message = words.replace(/ (in JSON )?at position .*$/, '')
  return { message, line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
