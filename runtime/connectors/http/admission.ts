/**
 * May this request come in? Its address first, then who calls, then how often they may. Nothing of its body has been read
 * by then. What is counted and the buckets outlive a change of the channel.
 */
import type { IncomingMessage } from 'node:http'
import type { Guard, GuardOf, KnownCaller } from '../../message/guard.ts'
import { Failure } from '../../model/failure.ts'
import type { Spec } from '../connector.ts'
import type { HttpKnock } from './knock.ts'
import { type Need, needOf, takeNeed } from './need.ts'
import { addressKey, Buckets, type Limits, limitsOf, takeOne } from './rate-limit.ts'

// Of those turned away so many a second are kept and logged, for each channel; all are counted. Whoever tries
// passwords must not push everything else out of the history.
const shownRate = 20
const shownBurst = 50

export class Admission {
  readonly figures: Record<string, number>
  readonly #guard: Guard | undefined
  readonly #limits: Limits | undefined
  readonly #need: Need | undefined
  readonly #setting: string
  readonly #shown: Buckets

  /** @param before Of the channel of the same name as it was. */
  constructor({ values }: Spec, guardOf: GuardOf | undefined, before?: Admission) {
    const names = [values.security ?? []].flat().map(String)
    this.#guard = guardOf ? guardOf(names) : names.length > 0 ? shut : undefined
    const { limitCaller, limitAddress, limitPer, limitBurst } = values
    this.#setting = JSON.stringify([limitCaller, limitAddress, limitPer, limitBurst])
    this.#limits = limitsOf(values)
    this.#need = needOf(values)
    this.figures = { letIn: 0, refused: 0 }
    this.#shown = new Buckets(shownRate, shownBurst)
    if (!before) return
    this.figures = before.figures
    this.#shown = before.#shown
    if (this.#setting === before.#setting) this.#limits = before.#limits
  }

  /** Everybody may, as often as they like. */
  get isOpen(): boolean {
    return !this.#guard && !this.#limits && !this.#need
  }

  /** A definition cannot work as it is set. */
  get trouble(): Failure | undefined {
    return this.#guard?.trouble
  }

  /**
   * undefined: the channel does not ask who calls.
   * @param params Of the request's path.
   * @throws Failure UNAUTHORIZED, FORBIDDEN, TOO_MANY_REQUESTS, SECURITY_UNAVAILABLE.
   */
  async admit(
    request: IncomingMessage,
    knock: HttpKnock,
    params: Readonly<Record<string, string>>,
  ): Promise<KnownCaller | undefined> {
    try {
      const address = addressKey(request.socket.remoteAddress ?? '')
      takeOne(this.#limits?.address, address, 'address')
      const who = await this.#guard?.admit(knock)
      if (who instanceof Failure) throw knock.unread ?? who
      takeOne(this.#limits?.caller, who ? callerKey(who) : address, 'caller')
      if (this.#need) await takeNeed(this.#need, who, params)
      this.figures.letIn = (this.figures.letIn ?? 0) + 1
      return who
    } catch (thrown) {
      this.figures.refused = (this.figures.refused ?? 0) + 1
      throw thrown
    }
  }

  /** Is this refusal to be kept and logged? */
  shows(): boolean {
    return this.#shown.take('') === 0
  }
}

function callerKey({ definition, identity }: KnownCaller): string {
  return `${definition}\n${identity.subject}`
}

/** Names are given, and nobody is there who knows them: an open door would be the worst of answers. */
const shut: Guard = {
  trouble: new Failure('SECURITY_NOT_FOUND', 'No security definitions are known here.'),
  admit: () => new Failure('SECURITY_UNAVAILABLE', 'Who calls cannot be checked just now.'),
}
