/**
 * One file of the history: so many exchanges in a row, with all that they are found by. A history is many such files, so
 * that forgetting is removing a file, no index ever grows large, and a file that breaks takes nothing else with it.
 *
 *   meta      numbers and dictionaries      route, verdict   what many exchanges share, once
 *   exchange  one narrow row each           record           the rest, packed
 *   word      full-text index               value            the values of keys
 */
import { type ExchangeMatch, fitsRoute, fitsVerdict, type Verdict } from '../model/match.ts'
import { standsIn, wordsOf } from '../model/text-search.ts'
import { type Database, openDatabase, type Statement, type Value } from './database.ts'
import {
  deflated,
  dictionaryOf,
  inflated,
  readBodies,
  readDetail,
  writeBodies,
  writeDetail,
} from './packed.ts'
import { allOf, markOf, queryOf } from './query.ts'
import { type Row, type StoredBody, type StoredDetail, textOf } from './record.ts'

const format = 1

const schema = `
  create table meta(name text primary key, value blob) without rowid;
  create table route(id integer primary key, channel text not null, path text not null);
  create table verdict(id integer primary key, outcome text not null, answer text not null, how text not null, code text not null);
  create table key(id integer primary key, name text not null);
  create table exchange(id integer primary key, cid text not null, route integer not null, verdict integer not null, began real not null);
  create table record(id integer primary key, detail blob not null, bodies blob not null);
  create table value(key integer not null, value text collate nocase not null, exchange integer not null,
    primary key(key, value, exchange)) without rowid;
  create virtual table word using fts5(text, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0");
  pragma user_version = ${format};
`

/** What is looked for, besides `limit` and where it begins and ends. */
export interface SegmentSearch {
  match: ExchangeMatch
  /** Exactly so. */
  channel?: string | undefined
  outcome?: Verdict['outcome'] | undefined
  /** Seqs from `since` (not included) to `before` (not included). */
  since: number
  before: number
  limit: number
}

export interface Found {
  seq: number
  detail: StoredDetail['detail']
}

interface Statements {
  exchange: Statement
  record: Statement
  word: Statement
  value: Statement
}

export class Segment {
  readonly #database: Database
  readonly #routes = new Map<string, number>()
  readonly #verdicts = new Map<string, number>()
  readonly #keys = new Map<string, number>()
  #dictionaries: { detail: Buffer; bodies: Buffer } | undefined
  #statements: Statements | undefined
  first = Number.POSITIVE_INFINITY
  last = Number.NEGATIVE_INFINITY
  count = 0
  /** Epoch milliseconds. */
  oldest = Number.POSITIVE_INFINITY
  newest = Number.NEGATIVE_INFINITY

  /**
   * @param use write: every page is looked at before. @throws Error when the file is broken, or of another format.
   */
  constructor(path: string, use: 'write' | 'search') {
    this.#database = openDatabase(path, use === 'write')
    try {
      this.#open(use === 'write')
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  #open(isThorough: boolean): void {
    const version = Number(this.#first('pragma user_version')?.[0])
    if (version === 0) this.#database.exec(`begin; ${schema} commit`)
    else if (version !== format) throw broken(`It has format ${version}, not ${format}`)
    const complaint = isThorough && version !== 0 && this.#first('pragma quick_check(1)')?.[0]
    if (complaint && complaint !== 'ok') throw broken(String(complaint))
    const row = this.#first(
      'select min(id), max(id), count(*), min(began), max(began) from exchange',
    )
    if (row && Number(row[2]) > 0) {
      this.first = Number(row[0])
      this.last = Number(row[1])
      this.count = Number(row[2])
      this.oldest = Number(row[3])
      this.newest = Number(row[4])
    }
    for (const [id, channel, path] of this.#all('select id, channel, path from route'))
      this.#routes.set(`${channel}\n${path}`, Number(id))
    for (const [id, ...parts] of this.#all('select id, outcome, answer, how, code from verdict'))
      this.#verdicts.set(parts.join('\n'), Number(id))
    for (const [id, name] of this.#all('select id, name from key'))
      this.#keys.set(String(name), Number(id))
    const dictionary = (name: string) =>
      this.#first('select value from meta where name = ?', name)?.[0] as Buffer | undefined
    const [detail, bodies] = [dictionary('detail'), dictionary('bodies')]
    if (detail && bodies) this.#dictionaries = { detail, bodies }
  }

  /** All of them or, when it throws, none. */
  add(rows: readonly Row[]): void {
    if (rows.length === 0) return
    const written = rows.map((row) => ({
      row,
      detail: writeDetail(row.stored),
      bodies: writeBodies(row.bodies),
    }))
    this.#database.exec('begin immediate')
    try {
      this.#dictionaries ??= this.#newDictionaries(
        written.map(({ detail }) => detail),
        written.map(({ bodies }) => bodies),
      )
      for (const { row, detail, bodies } of written) this.#insert(row, detail, bodies)
      this.#database.exec('commit')
    } catch (error) {
      this.#database.exec('rollback')
      throw error
    }
    for (const { seq, began } of rows) {
      this.first = Math.min(this.first, seq)
      this.last = Math.max(this.last, seq)
      this.oldest = Math.min(this.oldest, began)
      this.newest = Math.max(this.newest, began)
    }
    this.count += rows.length
  }

  /** Newest first. */
  search(search: SegmentSearch): Found[] {
    const { match } = search
    const routes = this.#fitting(this.#routes, (channel = '', ...path) => {
      const isChannel = search.channel === undefined || search.channel === channel
      return isChannel && fitsRoute(match, channel, path)
    })
    const verdicts = this.#fitting(this.#verdicts, (outcome, answer, how, code) => {
      const verdict = { outcome, answer, how, code } as Verdict
      const isOutcome = search.outcome === undefined || search.outcome === outcome
      return isOutcome && fitsVerdict(match, verdict)
    })
    const keyId = (name: string) => this.#keys.get(name)
    const query = queryOf(search, { routes, verdicts, keyId })
    if (!query) return []
    const { sql, values, unsure } = query
    const found: Found[] = []
    let before = search.before
    while (found.length < search.limit) {
      const wanted = unsure.length > 0 ? Math.max(200, search.limit) : search.limit - found.length
      const rows = this.#all(sql, ...values(before, wanted))
      for (const [id, cid] of rows) {
        const seq = Number(id)
        before = seq
        if (match.cid?.length && !match.cid.some((part) => startsWith(String(cid), part))) continue
        if (unsure.length > 0 && !this.#has(seq, unsure)) continue
        if (found.length < search.limit) found.push({ seq, detail: this.#detail(seq).detail })
      }
      if (rows.length < wanted) break
    }
    return found
  }

  /** The newest of this cid. */
  find(cid: string): { seq: number; stored: StoredDetail } | undefined {
    const words = wordsOf(cid)
    const candidates =
      words.length === 0
        ? 'select id from exchange where cid = ? order by id desc limit 1'
        : 'select exchange.id from word join exchange on exchange.id = word.rowid ' +
          'where exchange.cid = ? and word match ? order by word.rowid desc limit 1'
    const row = this.#first(candidates, cid, ...(words.length === 0 ? [] : [allOf(words, false)]))
    if (!row) return undefined
    const seq = Number(row[0])
    return { seq, stored: this.#detail(seq) }
  }

  bodies(seq: number): StoredBody[] {
    const packed = this.#first('select bodies from record where id = ?', seq)?.[0] as Buffer
    return readBodies(inflated(packed, this.#dictionary.bodies))
  }

  /** Names of keys that exchanges in it can be found by. */
  get keys(): readonly string[] {
    return [...this.#keys.keys()]
  }

  close(): void {
    this.#statements = undefined
    this.#database.close()
  }

  get #dictionary(): { detail: Buffer; bodies: Buffer } {
    if (!this.#dictionaries) throw broken('It has records, and no dictionaries to read them by')
    return this.#dictionaries
  }

  #detail(seq: number): StoredDetail {
    const packed = this.#first('select detail from record where id = ?', seq)?.[0] as Buffer
    return readDetail(inflated(packed, this.#dictionary.detail))
  }

  #has(seq: number, terms: readonly string[]): boolean {
    const text = textOf(this.#detail(seq).detail, this.bodies(seq)).toLowerCase()
    return terms.every((term) => standsIn(text, term))
  }

  /** The ids of those that fit; undefined: all do. */
  #fitting(
    known: ReadonlyMap<string, number>,
    fits: (...parts: string[]) => boolean,
  ): number[] | undefined {
    const ids = [...known].flatMap(([text, id]) => (fits(...text.split('\n')) ? [id] : []))
    return ids.length === known.size && ids.length > 0 ? undefined : ids
  }

  #insert(
    { seq, cid, channel, path, verdict, began, text, keys }: Row,
    detail: Buffer,
    bodies: Buffer,
  ) {
    this.#statements ??= {
      exchange: this.#database.prepare('insert into exchange values (?, ?, ?, ?, ?)'),
      record: this.#database.prepare('insert into record values (?, ?, ?)'),
      word: this.#database.prepare('insert into word(rowid, text) values (?, ?)'),
      value: this.#database.prepare('insert or ignore into value values (?, ?, ?)'),
    }
    const { exchange, record, word, value } = this.#statements
    const dictionary = this.#dictionary
    const { outcome, answer, how, code } = verdict
    const route = this.#idOf(this.#routes, 'route', [channel, path.join('\n')])
    const judged = this.#idOf(this.#verdicts, 'verdict', [outcome, answer, how, code])
    exchange.run(seq, cid, route, judged, began)
    record.run(seq, deflated(detail, dictionary.detail), deflated(bodies, dictionary.bodies))
    word.run(seq, `${text}\n${markOf('route', route)} ${markOf('verdict', judged)}`)
    for (const [key, found] of keys) value.run(this.#idOf(this.#keys, 'key', [key]), found, seq)
  }

  #idOf(known: Map<string, number>, table: string, parts: readonly string[]): number {
    const text = parts.join('\n')
    const found = known.get(text)
    if (found !== undefined) return found
    const id = known.size + 1
    this.#database
      .prepare(`insert into ${table} values (?${', ?'.repeat(parts.length)})`)
      .run(id, ...parts)
    known.set(text, id)
    return id
  }

  #newDictionaries(details: readonly Buffer[], bodies: readonly Buffer[]) {
    const made = {
      detail: dictionaryOf(details.slice(0, 50)),
      bodies: dictionaryOf(bodies.slice(0, 50)),
    }
    const statement = this.#database.prepare('insert into meta values (?, ?)')
    statement.run('detail', made.detail)
    statement.run('bodies', made.bodies)
    return made
  }

  #all(sql: string, ...values: Value[]) {
    return this.#database.prepare(sql).all(...values)
  }

  #first(sql: string, ...values: Value[]) {
    return this.#database.prepare(sql).first(...values)
  }
}

function startsWith(text: string, part: string): boolean {
  return text.toLowerCase().startsWith(part)
}

function broken(words: string): Error {
  return Object.assign(new Error(words), { code: 'SQLITE_CORRUPT' })
}
