/** `this.outgoing`: a member for each type of connection there is, whatever those are. Looked at for each message, so cheap. */
import type { Exchange } from '../message/exchange.ts'
import type { Outgoing } from './service.ts'

/** Who has the connections. */
export interface Connected {
  /** The types there are; the same list for every message. */
  readonly outgoingTypes: readonly string[]
  /** The connection's client, bound to the exchange. */
  outgoing(type: string, name: string, exchange: Exchange): object
}

type WaysOut = new (connected: Connected, exchange: Exchange) => object

// By the list of types: their class is made with the first message that looks.
const classes = new WeakMap<readonly string[], WaysOut>()

export function waysOut(connected: Connected, exchange: Exchange): Outgoing {
  const { outgoingTypes } = connected
  let Class = classes.get(outgoingTypes)
  if (!Class) {
    Class = classOf(outgoingTypes)
    classes.set(outgoingTypes, Class)
  }
  return new Class(connected, exchange) as Outgoing
}

function classOf(types: readonly string[]): WaysOut {
  return class Outgoing {
    readonly #connected: Connected
    readonly #exchange: Exchange

    constructor(connected: Connected, exchange: Exchange) {
      this.#connected = connected
      this.#exchange = exchange
    }

    static {
      for (const type of types) {
        Object.defineProperty(Outgoing.prototype, type, {
          get(this: Outgoing) {
            return new OfType(type, this.#connected, this.#exchange)
          },
        })
      }
    }
  }
}

class OfType {
  readonly #type: string
  readonly #connected: Connected
  readonly #exchange: Exchange

  constructor(type: string, connected: Connected, exchange: Exchange) {
    this.#type = type
    this.#connected = connected
    this.#exchange = exchange
  }

  get(name: string): object {
    return this.#connected.outgoing(this.#type, name, this.#exchange)
  }
}
