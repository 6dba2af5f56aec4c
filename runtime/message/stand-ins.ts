/**
 * What answers in the place of the outside: for a saved test, or for an exchange that is run once more. An exchange that has
 * stand-ins reaches no connection at all, whether a node or code makes the call.
 */
import { Failure } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import type { Message } from './message.ts'

/** A call that was about to go out. */
export interface OutgoingCall {
  /** The connection's name. */
  connection: string
  /** As its step shows it: `POST https://erp.local/bills`, `upload /in/a.bin`. */
  label: string
  sent?: Message
  /** The node of the flow that made it, or whose code did; of a service called by nobody's node, its file. */
  by: Place
}

export interface StandIns {
  /**
   * Notes the call and gives what stands in for its answer.
   * @throws Failure: the one it is to end with; STAND_IN_MISSING when nothing stands in for it.
   */
  answer(call: OutgoingCall): Message | Promise<Message>
}

/** What a ping gives when nobody is asked. */
export function pingedInstead(): { took: number; detail: string } {
  return { took: 0, detail: 'A stand-in answered.' }
}

/**
 * The value of a stand-in's body; undefined when it has none.
 * @param wanted For people: `true or false`. @throws Failure STAND_IN_UNFIT.
 */
export function standInValue<T>(
  answer: Message,
  wanted: string,
  fits: (value: unknown) => value is T,
): T | undefined {
  const value: unknown =
    answer.raw.length === 0 ? undefined : answer.with({ format: 'json' }).payload
  if (value === undefined || fits(value)) return value
  const words = `The stand-in for this call has to be ${wanted} as JSON, not ${JSON.stringify(value).slice(0, 100)}.`
  throw new Failure('STAND_IN_UNFIT', words)
}
