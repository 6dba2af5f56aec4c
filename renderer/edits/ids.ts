/** Ids of nodes, links and router cases: opaque, stable, and short, because people read the diffs of flow files. */

/** The first of `n1`, `n2`, ... that none of the given records has. */
export function freeId(
  letter: string,
  ...taken: readonly Readonly<Record<string, unknown>>[]
): string {
  let number = 1
  while (taken.some((record) => Object.hasOwn(record, `${letter}${number}`))) number++
  return `${letter}${number}`
}
