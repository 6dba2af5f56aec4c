/** A node's own policy: how long one attempt may take, and how often and after which waits it is tried again. */
import type { Exchange } from '../message/exchange.ts'
import { Failure, toFailure } from '../model/failure.ts'
import type { Retry } from '../model/flow.ts'
import type { PlanNode } from './plan.ts'
import type { Step } from './step.ts'

export async function persevere<T>(
  once: () => Promise<T>,
  node: PlanNode,
  exchange: Exchange,
  step: Step,
): Promise<T> {
  const attempts = node.retry?.attempts ?? 1
  for (let attempt = 1; ; attempt++) {
    step.attempts = attempt
    try {
      return node.timeout === undefined ? await once() : await withTimeout(once, node, node.timeout)
    } catch (thrown) {
      const failure = toFailure(thrown, 'DEFECT', { at: node.at })
      if (!node.retry || attempt >= attempts || !isWorthIt(failure, node.retry)) {
        throw attempt === 1 ? failure : failure.with({ attempts: attempt })
      }
      const wait = waitBefore(attempt, node.retry, Math.random())
      if (wait >= exchange.left()) throw failure.with({ attempts: attempt })
      await pause(wait, exchange.signal)
    }
  }
}

function isWorthIt(failure: Failure, retry: Retry): boolean {
  return (
    (retry.on as readonly string[]).includes(failure.kind) && failure.code !== 'DEADLINE_PASSED'
  )
}

/** Milliseconds to wait after the given attempt failed. `random` in 0..1 spreads the wait over its jitter. */
export function waitBefore(attempt: number, retry: Retry, random: number): number {
  const wait = Math.min(retry.delay * retry.factor ** (attempt - 1), retry.maxDelay)
  return wait * (1 + retry.jitter * (random * 2 - 1))
}

function withTimeout<T>(once: () => Promise<T>, node: PlanNode, limit: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new Failure('NODE_TIMED_OUT', `"${node.name}" did not end within ${limit} ms.`, {
            at: node.at,
          }),
        ),
      limit,
    )
    once()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
