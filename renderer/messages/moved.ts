/** Where a key leads from a row; undefined for a key that is not ours. -1: no row is selected yet. */
export function moved(key: string, at: number, count: number): number | undefined {
  const page = 10
  const targets: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }
  const target = targets[key]
  if (target === undefined || count === 0) return undefined
  return Math.min(count - 1, Math.max(0, target))
}
