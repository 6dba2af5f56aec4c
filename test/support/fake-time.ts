/** The outside world's clocks, set by hand: time goes by only when told to, from timer to timer. */
import type { Time } from '../../runtime/connectors/schedule/clock.ts'

interface Timer {
  at: number
  call: () => void
}

export class FakeTime implements Time {
  #wall: number
  #mono = 1000
  readonly #timers = new Set<Timer>()

  constructor(start: string | number) {
    this.#wall = typeof start === 'string' ? Date.parse(start) : start
  }

  now(): number {
    return this.#wall
  }

  mono(): number {
    return this.#mono
  }

  setTimer(call: () => void, ms: number): () => void {
    const timer = { at: this.#mono + ms, call }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Milliseconds go by; each timer is called at its moment, and what it began goes on as far as it can. */
  async pass(ms: number): Promise<void> {
    const until = this.#mono + ms
    for (let timer = this.#nearest(until); timer; timer = this.#nearest(until)) {
      this.#advance(Math.max(0, timer.at - this.#mono))
      this.#timers.delete(timer)
      timer.call()
      await settle()
    }
    this.#advance(until - this.#mono)
    await settle()
  }

  async passUntil(wall: number): Promise<void> {
    await this.pass(wall - this.#wall)
  }

  /** Somebody sets the clock, or the computer sleeps while its other clock stands still. Milliseconds, back when negative. */
  jump(ms: number): void {
    this.#wall += ms
  }

  /** The process is kept from running: both clocks go on, no timer is called. */
  block(ms: number): void {
    this.#advance(ms)
  }

  #advance(ms: number): void {
    this.#wall += ms
    this.#mono += ms
  }

  #nearest(until: number): Timer | undefined {
    let nearest: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at <= until && (!nearest || timer.at < nearest.at)) nearest = timer
    }
    return nearest
  }
}

/** Promises that wait for nothing outside settle in a few rounds. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 12; round++) await undefined
}
