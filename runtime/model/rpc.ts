/**
 * Ask and answer over any port that carries plain data: one typed handle on the asking side, one table of functions on
 * the answering side, events one way. Knows nothing of what is asked.
 */
import { Failure, type FailureData, toFailure } from './failure.ts'

/** What both a browser's MessagePort and Node's can be made to look like. */
export interface Port {
  post(data: unknown, transfer?: readonly unknown[]): void
  /** Calls back with each message that arrives; returns the undoing. */
  listen(receive: (data: unknown) => void): () => void
}

type Ask = { kind: 'ask'; id: number; method: string; args: unknown[] }
type Answer = { kind: 'answer'; id: number; value?: unknown; failure?: FailureData }
type Event = { kind: 'event'; name: string; data: unknown }
type Packet = Ask | Answer | Event

export type Methods<T> = { [K in keyof T]: (...args: never[]) => Promise<unknown> }

export interface Handle<T, E> {
  /** The far side's methods. */
  readonly remote: T
  on<K extends keyof E & string>(event: K, listener: (data: E[K]) => void): () => void
  /** Fails all that is asked and not answered; nothing can be asked any more. */
  close(why: Failure): void
}

/** The asking side. */
export function ask<T extends Methods<T>, E>(
  port: Port,
  methods: readonly (keyof T & string)[],
): Handle<T, E> {
  const waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(failure: Failure): void }
  >()
  const listeners = new Map<string, Set<(data: unknown) => void>>()
  let next = 1
  let closed: Failure | undefined

  const unlisten = port.listen((data) => {
    const packet = data as Packet
    if (packet.kind === 'event') {
      for (const listener of listeners.get(packet.name) ?? []) listener(packet.data)
    } else if (packet.kind === 'answer') {
      const asked = waiting.get(packet.id)
      waiting.delete(packet.id)
      if (packet.failure) asked?.reject(Failure.fromData(packet.failure))
      else asked?.resolve(packet.value)
    }
  })

  const remote: Record<string, (...args: unknown[]) => Promise<unknown>> = {}
  for (const method of methods) {
    remote[method] = (...args) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(closed)
          return
        }
        const id = next++
        waiting.set(id, { resolve, reject })
        port.post({ kind: 'ask', id, method, args } satisfies Ask)
      })
  }

  return {
    remote: remote as unknown as T,
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener as (data: unknown) => void))
      return () => set.delete(listener as (data: unknown) => void)
    },
    close(why) {
      closed = why
      unlisten()
      for (const { reject } of waiting.values()) reject(why)
      waiting.clear()
    },
  }
}

export interface Answering<E> {
  send<K extends keyof E & string>(event: K, data: E[K]): void
  close(): void
}

/** The answering side. What is not in the table is refused; what is thrown crosses as plain data, the stack with it. */
export function answer<T extends Methods<T>, E>(
  port: Port,
  table: T,
  methods: readonly (keyof T & string)[],
): Answering<E> {
  const known = new Set<string>(methods)
  const unlisten = port.listen((data) => {
    if (!isAsk(data)) return
    const { id, method, args } = data
    if (!known.has(method)) {
      const failure = new Failure('CONTROL_UNKNOWN_CALL', `There is no call "${method}".`)
      port.post({ kind: 'answer', id, failure: failure.toData() } satisfies Answer)
      return
    }
    Promise.resolve()
      .then(() => table[method as keyof T](...(args as never[])))
      .then(
        (value) => port.post({ kind: 'answer', id, value } satisfies Answer),
        (thrown) =>
          port.post({
            kind: 'answer',
            id,
            failure: toFailure(thrown).toData(true),
          } satisfies Answer),
      )
  })
  return {
    send: (name, data) => port.post({ kind: 'event', name, data } satisfies Event),
    close: unlisten,
  }
}

function isAsk(data: unknown): data is Ask {
  if (typeof data !== 'object' || data === null) return false
  const { kind, id, method, args } = data as Partial<Ask>
  return (
    kind === 'ask' && typeof id === 'number' && typeof method === 'string' && Array.isArray(args)
  )
}
