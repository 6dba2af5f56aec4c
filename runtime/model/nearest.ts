/** The name somebody probably meant. */

/** The nearest of the names, when it is near enough to be meant: another letter case, a slip or two. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3))
  const wanted = name.toLowerCase()
  let best: string | undefined
  let least = most + 1
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const distance = slips(wanted, candidate.toLowerCase())
    if (distance >= least) continue
    best = candidate
    least = distance
  }
  return best
}

/** `did you mean "ERP"?`, or the sentence for when nothing is near. */
export function didYouMean(name: string, names: Iterable<string>, otherwise: string): string {
  const near = nearest(name, names)
  return near === undefined ? otherwise : `Did you mean "${near}"?`
}

/** Letters to add, drop or change, or neighbours to swap (optimal string alignment). */
function slips(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  const at = (of: readonly number[], index: number) => of[index] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(
        Math.min(
          at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          at(row, j) + 1,
          at(next, j - 1) + 1,
          isSwap ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = row
    row = next
  }
  return at(row, b.length)
}
