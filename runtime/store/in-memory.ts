/** Looks into exchanges that are not on the disk, by the very rules and words that they would be found by there. */
import type { Kept } from '../inspector/history.ts'
import type { Redactor } from '../inspector/redact.ts'
import { type ExchangeMatch, fitsKey, needsBodies } from '../model/match.ts'
import { standsIn, wordsOf } from '../model/text-search.ts'
import { type Entry, Packing } from './entry.ts'
import { type Row, rowOf } from './record.ts'

/** Does what the bodies hold fit? `text` and `keys` only: what its row shows is asked before. */
export function fitsBodies(match: ExchangeMatch, kept: Kept, redactor: Redactor): boolean {
  if (!needsBodies(match)) return true
  const packing = new Packing()
  packing.add(kept, Object.keys(match.keys ?? {}))
  const { entries, bytes } = packing.done()
  const [entry] = JSON.parse(entries) as [Entry]
  return fits(match, rowOf(entry, Buffer.from(bytes.buffer), redactor))
}

function fits({ text = [], keys = {} }: ExchangeMatch, row: Row): boolean {
  const all = row.text.toLowerCase()
  return (
    text.every((term) => wordsOf(term).length === 0 || standsIn(all, term)) &&
    Object.entries(keys).every(([key, wanted]) =>
      row.keys.some(([name, value]) => name === key && wanted.some((one) => fitsKey(value, one))),
    )
  )
}
