/** One coarse clock for the deadlines of all exchanges: a timer for each message would cost more than the message. */
import { Failure } from '../model/failure.ts'
import type { OpenExchange } from './open-exchange.ts'

const tick = 50

/**
 * One number, epoch milliseconds: the latest deadline of all that is under way in this process; what is over may count for
 * a tick longer. In memory that threads share, since whoever must know it is the watchdog's, when this thread is held.
 */
export const lastDeadline = new Float64Array(new SharedArrayBuffer(8))

export class Deadlines {
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly open: Iterable<OpenExchange> & { readonly size: number }) {}

  /** Call when an exchange begins: the clock runs only while there is something to wait for. */
  watch({ deadline }: OpenExchange): void {
    if (deadline > (lastDeadline[0] ?? 0)) lastDeadline[0] = deadline
    if (this.#timer) return
    this.#timer = setInterval(() => this.#sweep(), tick)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #sweep(): void {
    lastDeadline[0] = 0
    if (this.open.size === 0) {
      this.stop()
      return
    }
    const now = Date.now()
    for (const exchange of this.open) {
      if (exchange.deadline > (lastDeadline[0] ?? 0)) lastDeadline[0] = exchange.deadline
      if (now < exchange.deadline) continue
      const { channel, timeout } = exchange.origin
      const running = exchange.steps.findLast((step) => step.state === 'open' && step.id !== 0)
      const where = running ? ` "${running.actor.name}" was still at work.` : ''
      exchange.abort(
        new Failure(
          'DEADLINE_PASSED',
          `The exchange on "${channel}" did not end within ${timeout} ms.${where}`,
          {
            ...(running ? { at: running.actor.at } : {}),
          },
        ),
      )
    }
  }
}
