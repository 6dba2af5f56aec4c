/** From what is kept to what is told: summaries and details of exchanges as plain data. */
import type { OpenExchange } from '../flow/open-exchange.ts'
import type { ExchangeDetail, ExchangeSummary, Step as StepData } from '../model/trace.ts'
import type { Kept } from './history.ts'
import type { KeptBody } from './kept-bodies.ts'
import type { KeptStep } from './kept-steps.ts'

export function summaryOf(kept: Kept): ExchangeSummary {
  const { failure } = kept
  const summary: ExchangeSummary = {
    cid: kept.cid,
    seq: kept.seq,
    channel: kept.channel,
    path: pathOf(kept.steps),
    began: kept.beganAt,
    took: kept.took,
    size: kept.size,
    outcome: failure ? 'failed' : 'done',
    answer: failure ? String(failure.http) : String(kept.status ?? 200),
  }
  if (failure) summary.failure = failure.toData(true)
  if (kept.replayOf !== undefined) summary.replayOf = kept.replayOf
  if (kept.settled) {
    const { how, at, by, note } = kept.settled
    summary.answer = how
    summary.settlement = {
      how,
      at: at - kept.began,
      ...(by ? { by } : {}),
      ...(note === undefined ? {} : { note }),
    }
  }
  return summary
}

/** An exchange still under way; its seq is the one it would have if it ended now. */
export function openSummaryOf(exchange: OpenExchange, seq: number): ExchangeSummary {
  return {
    cid: exchange.origin.cid,
    seq,
    channel: exchange.origin.channel,
    path: pathOf(exchange.steps),
    began: exchange.beganAt,
    size: exchange.message.isWritten ? exchange.message.raw.length : 0,
    outcome: 'open',
    ...(exchange.origin.replayOf === undefined ? {} : { replayOf: exchange.origin.replayOf }),
  }
}

export function detailOf(kept: Kept): ExchangeDetail {
  return {
    ...summaryOf(kept),
    traceparent: kept.traceparent,
    leftOut: kept.leftOut,
    steps: kept.steps.map((step) => ({
      ...stepData(step, kept.began),
      ...sizes(sizeIn(kept, step), sizeOutOf(kept, step)),
    })),
  }
}

export function openDetailOf(exchange: OpenExchange, seq: number): ExchangeDetail {
  return {
    ...openSummaryOf(exchange, seq),
    traceparent: exchange.knownTraceparent ?? '',
    leftOut: exchange.leftOut,
    steps: exchange.steps.map((step) => stepData(step, exchange.began)),
  }
}

function stepData(step: KeptStep, began: number): StepData {
  const data: StepData = {
    id: step.id,
    at: step.actor.at,
    kind: step.actor.kind,
    name: step.actor.name,
    label: step.label,
    began: step.began - began,
    state: step.state,
  }
  if (step.parent !== undefined) data.parent = step.parent
  if (step.ended !== 0) data.took = step.ended - step.began
  if (step.attempts > 1) data.attempts = step.attempts
  if (step.isConfirmed) data.isConfirmed = true
  if (step.failure) data.failure = step.failure.toData(true)
  return data
}

function sizes(
  bytesIn: number | undefined,
  bytesOut: number | undefined,
): { bytesIn?: number; bytesOut?: number } {
  return {
    ...(bytesIn === undefined ? {} : { bytesIn }),
    ...(bytesOut === undefined ? {} : { bytesOut }),
  }
}

function sizeIn(kept: Kept, step: KeptStep): number | undefined {
  const body = kept.bodies[step.id * 2]
  return body && sizeOf(body)
}

function sizeOutOf(kept: Kept, step: KeptStep): number | undefined {
  const body = kept.bodies[step.id * 2 + 1]
  return body && sizeOf(body)
}

/** The names passed, as the table shows them; the channel has a column of its own. */
function pathOf(steps: readonly KeptStep[]): string[] {
  const path: string[] = []
  for (const step of steps) {
    if (step.id !== 0 && path.length < 20) path.push(step.actor.name)
  }
  return path
}

/** In bytes; 0 for one that was never written. */
function sizeOf(body: KeptBody): number {
  return body.length
}
