/** Numbers that are the same each time, so that what once failed fails again. */
export interface Random {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number
  one<T>(among: readonly T[]): T
}

/** mulberry32: small, and even enough for tests. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return { below, one: (among) => among[below(among.length)] as (typeof among)[number] }
}
