/**
 * What moves from run to run: what differs between two runs of the same, what was otherwise when it was recorded, and what
 * tells of its run by its look (its cid, the time of the run), though by chance it were the same. Pure.
 */
import { type Path, pointerOf } from '../model/pointer.ts'
import { isEpoch, type Moment, timeless } from './moment.ts'

export interface Sides {
  first: unknown
  second: unknown
  /** Left out: it is not known how it was. */
  past?: unknown
}

/** JSON Pointers of the places in `first` that move; for those that all entries of a list share, one with `*`. */
export function movingIn({ first, second, ...rest }: Sides, at: Path, moment: Moment): string[] {
  const known = 'past' in rest
  return [...new Set(visit(first, second, rest.past, at, known).map(pointerOf))]

  function visit(one: unknown, two: unknown, was: unknown, path: Path, isKnown: boolean): Path[] {
    if (kind(one) !== kind(two)) return [path]
    const isAlike = isKnown && kind(one) === kind(was)
    if (Array.isArray(one) && Array.isArray(two)) {
      if (one.length !== two.length) return [path]
      const past = isAlike && Array.isArray(was) && was.length === one.length ? was : undefined
      const found = one.map((entry, index) =>
        visit(entry, two[index], past?.[index], [...path, String(index)], past !== undefined),
      )
      return shared(found, path)
    }
    if (isFields(one) && isFields(two)) {
      return Object.keys(one).flatMap((key) => {
        const past = isAlike && isFields(was) && Object.hasOwn(was, key)
        return visit(one[key], two[key], past ? was[key] : undefined, [...path, key], past)
      })
    }
    if (one !== two || (isAlike && one !== was)) return [path]
    return isOfRun(one, moment) ? [path] : []
  }
}

/** Is the value of its run alone? */
export function isOfRun(value: unknown, moment: Moment): boolean {
  if (typeof value === 'string') return timeless(value, moment) !== value
  return typeof value === 'number' && Number.isInteger(value) && isEpoch(value, moment)
}

function shared(found: readonly Path[][], path: Path): Path[] {
  const inside = found.map((paths) => paths.map((one) => pointerOf(one.slice(path.length + 1))))
  const [first] = inside
  const isShared =
    inside.length > 1 && inside.every((one) => JSON.stringify(one) === JSON.stringify(first))
  if (!isShared) return found.flat()
  return (found[0] ?? []).map((one) => [...path, '*', ...one.slice(path.length + 1)])
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kind(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value
}

/** Texts of several runs with `*` in the place of what moves: `upload /in/*.bin`. */
export function steady(texts: readonly string[], moment: Moment): string {
  const [first = '', ...others] = texts
  const plain = timeless(first, moment).replace(/\{(?:cid|now|today|trace)\}/g, '*')
  if (others.every((text) => text === first)) return plain
  let start = 0
  while (others.every((text) => start < first.length && text[start] === first[start])) start++
  let end = 0
  const most = Math.min(...texts.map(({ length }) => length)) - start
  while (end < most && others.every((text) => text.at(-1 - end) === first.at(-1 - end))) end++
  const whole = [first.slice(0, start), first.slice(first.length - end)]
  // Digits of a time or an id may be the same by chance: the whole word moves.
  const [head = '', tail = ''] = whole
  return `${head.replace(/[\w.:-]*$/, '')}*${tail.replace(/^[\w:-]*/, '')}`
}
