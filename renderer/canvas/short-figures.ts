/** Counts and rates as a node has room for them. Pure. */
import type { NodeKind } from '../../runtime/model/flow.ts'
import type { Figures } from '../../runtime/model/trace.ts'

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

/**
 * What a card counts: all that goes through what it stands for, along a link or from the code of a service. The runtime
 * counts each use of a connection with the connection; a service linked on a flow with its node, called by code with its file.
 */
export function figuresOfCard(
  kind: NodeKind,
  ofNode: Figures | undefined,
  ofObject: Figures | undefined,
): Figures | undefined {
  if (!ofNode || !ofObject) return ofObject ?? ofNode
  return kind === 'service' ? sumOf(ofNode, ofObject) : ofObject
}

function sumOf(one: Figures, other: Figures): Figures {
  const rate = one.rate + other.rate
  const mean = ((one.mean ?? 0) * one.rate + (other.mean ?? 0) * other.rate) / rate
  // Of two groups no more is known than that 99 of 100 in each take no longer.
  const p99s = [one.p99, other.p99].filter((p99) => p99 !== undefined)
  return {
    at: one.at,
    total: one.total + other.total,
    failed: one.failed + other.failed,
    open: one.open + other.open,
    rate,
    ...(rate > 0 ? { mean } : {}),
    ...(p99s.length > 0 ? { p99: Math.max(...p99s) } : {}),
  }
}
