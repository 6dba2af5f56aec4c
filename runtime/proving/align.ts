/** Two lists side by side, so that one missing entry does not make all after it differ. Pure. */

/** Beyond it lists are laid side by side by their order alone. */
const most = 1_000_000

/** Pairs in order; an entry alone has no counterpart. Lists of the same length are paired by their order. */
export function aligned<A, B>(
  ones: readonly A[],
  others: readonly B[],
  isPair: (one: A, other: B) => boolean,
): [one: A | undefined, other: B | undefined][] {
  if (ones.length === others.length || ones.length * others.length > most) {
    const length = Math.max(ones.length, others.length)
    return Array.from({ length }, (_, index) => [ones[index], others[index]])
  }
  const common = commonLengths(ones, others, isPair)
  const pairs: [A | undefined, B | undefined][] = []
  let [at, to] = [0, 0]
  while (at < ones.length || to < others.length) {
    const [one, other] = [ones[at], others[to]]
    if (one !== undefined && other !== undefined && isPair(one, other)) {
      pairs.push([one, other])
      at++
      to++
    } else if (to >= others.length || (at < ones.length && left(at + 1, to) >= left(at, to + 1))) {
      pairs.push([one, undefined])
      at++
    } else {
      pairs.push([undefined, other])
      to++
    }
  }
  return pairs

  function left(one: number, other: number): number {
    return common[one]?.[other] ?? 0
  }
}

/** The length of the longest common part of what is left from each place on. */
function commonLengths<A, B>(
  ones: readonly A[],
  others: readonly B[],
  isPair: (one: A, other: B) => boolean,
): number[][] {
  const lengths = Array.from({ length: ones.length + 1 }, () =>
    new Array<number>(others.length + 1).fill(0),
  )
  for (let at = ones.length - 1; at >= 0; at--) {
    for (let to = others.length - 1; to >= 0; to--) {
      const row = lengths[at]
      const below = lengths[at + 1]
      if (!row || !below) continue
      row[to] = isPair(ones[at] as A, others[to] as B)
        ? (below[to + 1] ?? 0) + 1
        : Math.max(below[to] ?? 0, row[to + 1] ?? 0)
    }
  }
  return lengths
}
