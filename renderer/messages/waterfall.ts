/**
 * The bars of a waterfall, from the steps of an exchange: order, depth, and where each begins and ends as a share of the whole.
 * Pure; the view only draws.
 */
import type { ExchangeDetail, Step } from '../../runtime/model/trace.ts'

export interface Bar {
  step: Step
  /** 0 for what the flow did, 1 for what a service's code called, and so on. */
  depth: number
  /** Shares of the whole, 0 to 1. */
  start: number
  length: number
}

export interface Waterfall {
  bars: readonly Bar[]
  /** Milliseconds from the first beginning to the last end, or to the settlement when that came later. */
  span: number
  /** When the source was told, as a share of the whole; undefined: it was not, or needs no telling. */
  settled: number | undefined
}

/** @param now milliseconds since the exchange began: how far the bars of what is still open reach */
export function waterfall(
  detail: Pick<ExchangeDetail, 'steps' | 'took' | 'settlement'>,
  now = 0,
): Waterfall {
  const told = detail.settlement?.at
  const ends = detail.steps.map((step) => step.began + (step.took ?? 0))
  const open = detail.steps.some((step) => step.took === undefined)
  const span = Math.max(detail.took ?? 0, open ? now : 0, ...ends, told ?? 0, 0)
  const bars = inOrder(detail.steps).map(({ step, depth }) => {
    const end = step.took === undefined ? Math.max(span, step.began) : step.began + step.took
    const start = span === 0 ? 0 : share(step.began / span)
    return { step, depth, start, length: span === 0 ? 0 : share(end / span) - start }
  })
  const settled = told === undefined ? undefined : span === 0 ? 0 : share(told / span)
  return { bars, span, settled }
}

/** Parents before their children, brothers by their beginning; a step whose parent was left out stands at the top. */
function inOrder(steps: readonly Step[]): { step: Step; depth: number }[] {
  const ids = new Set(steps.map((step) => step.id))
  const children = new Map<number | undefined, Step[]>()
  for (const step of steps) {
    const parent = step.parent !== undefined && ids.has(step.parent) ? step.parent : undefined
    children.set(parent, [...(children.get(parent) ?? []), step])
  }
  const ordered: { step: Step; depth: number }[] = []
  const walk = (parent: number | undefined, depth: number) => {
    const brothers = children.get(parent) ?? []
    // Taken out, so that a step that names itself as its parent cannot send us round for ever.
    children.delete(parent)
    for (const step of brothers.sort((a, b) => a.began - b.began || a.id - b.id)) {
      ordered.push({ step, depth })
      walk(step.id, depth + 1)
    }
  }
  walk(undefined, 0)
  return ordered
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value))
}
