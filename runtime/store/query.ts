/** From what is looked for to the SQL that finds it in one file. Pure. */
import { wordsOf } from '../model/text-search.ts'
import type { Value } from './database.ts'
import type { SegmentSearch } from './segment.ts'

export interface Query {
  /** Ids and cids, newest first. */
  sql: string
  values(before: number, limit: number): Value[]
  /** Terms that must be looked for in the texts themselves: their words may not stand side by side, or were not asked for. */
  unsure: readonly string[]
}

/** What of a file's own tables fits: ids; undefined for all of them. */
export interface Fitting {
  routes: readonly number[] | undefined
  verdicts: readonly number[] | undefined
  keyId(name: string): number | undefined
}

/** undefined: nothing can be found. */
export function queryOf({ match, since }: SegmentSearch, fitting: Fitting): Query | undefined {
  const { text = [], cid = [], keys = {}, after, until } = match
  const { routes, verdicts } = fitting
  if (routes?.length === 0 || verdicts?.length === 0) return undefined
  const parts: string[] = []
  const values: Value[] = []
  const where = (part: string, ...own: Value[]) => {
    parts.push(part)
    values.push(...own)
  }
  if (routes) where(`exchange.route in (${routes.join(',')})`)
  if (verdicts) where(`exchange.verdict in (${verdicts.join(',')})`)
  if (after !== undefined) where('exchange.began >= ?', after)
  if (until !== undefined) where('exchange.began < ?', until)
  const named = Object.entries(keys)
  for (const [name, wanted] of named) {
    const id = fitting.keyId(name)
    if (id === undefined) return undefined
    const either = wanted.map((value) => valueQuery(id, value))
    const all = either.flatMap((one) => one.values)
    where(`exchange.id in (${either.map(({ sql }) => sql).join(' union ')})`, ...all)
  }
  const words = [
    marksOf('route', routes),
    marksOf('verdict', verdicts),
    ...text.map((term) => allOf(wordsOf(term), true)),
    cid.map((part) => allOf(wordsOf(part), true)).join(' OR '),
  ].filter((one) => one !== '')
  const rest = parts.length > 0 ? ` and ${parts.join(' and ')}` : ''
  // A key leaves few, whose texts are looked at; the index of words would have to come up with all that hold them.
  if (named.length > 0 || words.length === 0) {
    return {
      sql: `select id, cid from exchange where id < ? and id > ?${rest} order by id desc limit ?`,
      values: (before, limit) => [before, since, ...values, limit],
      unsure: named.length > 0 ? text : [],
    }
  }
  // Words come newest first by themselves, and no more of them are taken than are wanted.
  const sql =
    'select exchange.id, exchange.cid from word cross join exchange on exchange.id = word.rowid ' +
    `where word match ? and word.rowid < ? and word.rowid > ?${rest} order by word.rowid desc limit ?`
  const query = words.map((one) => `(${one})`).join(' AND ')
  return {
    sql,
    values: (before, limit) => [query, before, since, ...values, limit],
    unsure: text.filter((term) => wordsOf(term).length > 1),
  }
}

/** More than so many routes are no longer quicker by the index than one row after the other. */
const mostMarks = 50

/**
 * A word that no text has (its first letter is of the private use area): what an exchange shares with others is in the index of
 * words too, so that the few of a rare channel are found without looking at each row.
 */
export function markOf(kind: 'route' | 'verdict', id: number): string {
  return `\u{e000}${kind}${id}`
}

function marksOf(kind: 'route' | 'verdict', ids: readonly number[] | undefined): string {
  if (!ids || ids.length > mostMarks) return ''
  return ids.map((id) => `"${markOf(kind, id)}"`).join(' OR ')
}

/** A query of the full-text index: all of the words; the last may be only the beginning of one. */
export function allOf(words: readonly string[], isOpen: boolean): string {
  return words
    .map((word, index) => `"${word}"${isOpen && index === words.length - 1 ? '*' : ''}`)
    .join(' AND ')
}

function valueQuery(key: number, wanted: string): { sql: string; values: Value[] } {
  const sql = 'select exchange from value where key = ? and value'
  if (!wanted.endsWith('*')) return { sql: `${sql} = ?`, values: [key, wanted] }
  const beginning = wanted.slice(0, -1)
  return { sql: `${sql} >= ? and value < ?`, values: [key, beginning, `${beginning}\u{10ffff}`] }
}
