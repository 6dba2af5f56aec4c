/** One message as the broker delivered it on one session, from its arrival to the moment the broker has been told of it. */
import type { ConsumeMessage } from 'amqplib'
import type { Settled } from '../../message/exchange.ts'
import type { Place } from '../../model/place.ts'
import type { SettledAs } from '../../model/trace.ts'
import type { Acks, Tracked, Verb } from './acks.ts'
import type { HeldMessage } from './held.ts'

export type Told = (settled: Settled) => void

export class Delivery implements Tracked {
  verb: Verb | undefined
  isClosed = false
  isLost = false
  /** How often it has been run here, earlier deliveries of the same message included. */
  runs = 0
  /** Who settled it, when it was not the channel. */
  by: Place | undefined
  #toldAt = 0
  #told: Told | undefined
  #how: SettledAs = 'acked'
  #note: string | undefined

  constructor(
    readonly content: ConsumeMessage,
    readonly queue: string,
    private readonly acks: Acks,
  ) {}

  get tag(): number {
    return this.content.fields.deliveryTag
  }

  /** What it is known by when it comes again. */
  get asHeld(): HeldMessage {
    const { fields, properties, content } = this.content
    const { exchange, routingKey } = fields
    return { queue: this.queue, exchange, routingKey, properties, body: content }
  }

  /** The broker's own count of earlier deliveries: of quorum queues. */
  get deliveryCount(): number | undefined {
    const count: unknown = this.content.properties.headers?.['x-delivery-count']
    return typeof count === 'number' ? count : undefined
  }

  /** How it will have been settled; told once the broker knows, or when it is lost before. */
  expect(how: SettledAs, told: Told | undefined, note?: string): void {
    this.#how = how
    this.#told = told
    this.#note = note
    if (this.isLost) this.#tellLost()
    else if (this.isClosed) this.#tell()
  }

  /** The broker is told at the end of this turn. */
  settle(verb: Verb): void {
    this.acks.settle(this, verb)
  }

  told(at: number): void {
    this.#toldAt = at
    this.#tell()
  }

  lost(): void {
    this.isLost = true
    this.#tellLost()
  }

  #tell(): void {
    const settled: Settled = { how: this.#how, at: this.#toldAt }
    if (this.by) settled.by = this.by
    if (this.#note !== undefined) settled.note = this.#note
    this.#over(settled)
  }

  #tellLost(): void {
    const note = 'the connection was gone before the broker could be told; it will deliver it again'
    const settled: Settled = { how: 'lost', at: performance.now(), note }
    if (this.by) settled.by = this.by
    this.#over(settled)
  }

  #over(settled: Settled): void {
    const told = this.#told
    this.#told = undefined
    told?.(settled)
  }
}
