/** Counts and rates as a node has room for them. Pure. */

/** `940`, `1.2k`, `88k`, `3.1M`. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count)
  const [value, unit] = count < 999_500 ? [count / 1000, 'k'] : [count / 1_000_000, 'M']
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${unit}`
}

/** Takes messages a second: `412/s`, `0.5/s`, `2/min`. */
export function shortRate(rate: number): string {
  if (rate >= 9.5) return `${shortCount(Math.round(rate))}/s`
  if (rate >= 0.1) return `${rate.toFixed(1)}/s`
  return `${Math.max(1, Math.round(rate * 60))}/min`
}
