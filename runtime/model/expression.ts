/** Does a JSONata expression parse? Nothing is evaluated here. https://docs.jsonata.org */
import jsonata from 'jsonata'

export interface ExpressionTrouble {
  message: string
  /** In characters from the beginning. */
  offset?: number
}

const known = new Map<string, ExpressionTrouble | undefined>()

export function expressionTrouble(text: string): ExpressionTrouble | undefined {
  if (known.has(text)) return known.get(text)
  const trouble = parse(text)
  // What a person types passes through here letter by letter; the bound keeps a long session small.
  if (known.size > 2000) known.clear()
  known.set(text, trouble)
  return trouble
}

function parse(text: string): ExpressionTrouble | undefined {
  if (text.trim() === '') return { message: 'it is empty' }
  try {
    jsonata(text)
    return undefined
  } catch (thrown) {
    const { message, position } = thrown as { message?: string; position?: number }
    const trouble: ExpressionTrouble = { message: message ?? String(thrown) }
    // The library counts to the end of what it did not understand.
    if (position !== undefined) trouble.offset = Math.max(0, position - 1)
    return trouble
  }
}
