/** The contract of a block's engine side: made ready once for a plan, then asked for each message. */
import type { Exchange } from '../../message/exchange.ts'
import type { Message } from '../../message/message.ts'
import type { Place } from '../../model/place.ts'
import type { Outputs } from '../outputs.ts'

export type RunBlock = (
  message: Message,
  exchange: Pick<Exchange, 'cid' | 'origin'>,
) => Promise<Outputs>

/** @throws Failure of kind design when the config cannot work: an expression that does not parse. */
export type MakeBlock = (config: Readonly<Record<string, unknown>>, at: Place) => RunBlock
