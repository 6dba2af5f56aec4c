/** One coarse clock for the deadlines of all exchanges: a timer for each message would cost more than the message. */
import { Failure } from '../model/failure.ts'
import type { OpenExchange } from './open-exchange.ts'

const tick = 50

export class Deadlines {
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(private readonly open: Iterable<OpenExchange> & { readonly size: number }) {}

  /** Call when an exchange begins: the clock runs only while there is something to wait for. */
  watch(): void {
    if (this.#timer) return
    this.#timer = setInterval(() => this.#sweep(), tick)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #sweep(): void {
    if (this.open.size === 0) {
      this.stop()
      return
    }
    const now = Date.now()
    for (const exchange of this.open) {
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
