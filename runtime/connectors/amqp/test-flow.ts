/**
 * A test that goes straight into the flow, for when there is no broker: a delivery that nobody made, run once by the same code,
 * and settled as the policy says; that nobody is told.
 */
import type { Settled } from '../../message/exchange.ts'
import { type Failure, toFailure } from '../../model/failure.ts'
import type { SettledAs } from '../../model/trace.ts'
import type { HostOptions, Tested } from '../connector.ts'
import { Acks } from './acks.ts'
import { Attempt, settledAs } from './attempt.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { Delivery } from './delivery.ts'
import { type Action, decide } from './policy.ts'
import { asDelivered, type TestPublish } from './test-message.ts'
import { compressionOf, decompress, toMessage } from './to-message.ts'

type Doors = Pick<HostOptions, 'deliver' | 'refused'>

/** Rejects when it could not begin: nothing is linked to the channel, or the runtime stops. */
export function testDelivery(
  settings: ChannelSettings,
  publish: TestPublish,
  { redelivered, doors, signal }: { redelivered: boolean; doors: Doors; signal: AbortSignal },
): Promise<Tested> {
  return new Promise((resolve, reject) => {
    const acks = new Acks({ ack: () => undefined, refuse: () => undefined })
    const delivery = new Delivery(asDelivered(publish, redelivered), settings.queue, acks)
    acks.add(delivery)
    delivery.runs = 1
    const attempt = new Attempt(
      {
        channel: settings.name,
        timeout: settings.timeout,
        settled(run, failure, told) {
          run.isOver = true
          const tell = (settled: Settled) => {
            told(settled)
            resolve(testedOf(run.cid, settled, failure))
          }
          if (delivery.verb !== undefined) delivery.expect(settledAs[delivery.verb], tell, nobody)
          else tell(decided(decide(settings, { failure, run: 1, deliveryCount: undefined })))
        },
        held: () => undefined,
      },
      delivery,
    )
    begin(settings, delivery, Object.assign(attempt, { signal }), doors).catch(reject)
  })
}

async function begin(
  settings: ChannelSettings,
  { content }: Delivery,
  attempt: Attempt & { signal: AbortSignal },
  { deliver, refused }: Doors,
): Promise<void> {
  let message = toMessage(content, settings.queue, 'none')
  try {
    const compression = compressionOf(content.properties, settings.format)
    const raw = compression ? await decompress(content.content, compression) : content.content
    message = toMessage(content, settings.queue, settings.format, raw)
    if (settings.format !== 'none') void message.payload
  } catch (thrown) {
    refused(message, attempt, toFailure(thrown))
    return
  }
  await deliver(message, attempt).catch((thrown: unknown) => {
    // What fails while it runs is told to `settled`.
    if (!attempt.isOver) throw thrown
  })
}

const nobody = 'as it would have been; no broker was told'

const ways: Readonly<Record<Action['do'], SettledAs>> = {
  ack: 'acked',
  reject: 'rejected',
  discard: 'discarded',
  park: 'parked',
  deadLetter: 'deadLettered',
  requeue: 'requeued',
  retry: 'retrying',
}

function decided(action: Action): Settled {
  return { how: ways[action.do], at: performance.now(), note: nobody }
}

export function testedOf(cid: string, { how }: Settled, failure: Failure | undefined): Tested {
  const told = failure ? { failure: failure.toData() } : {}
  return { cid, words: how, headers: [], body: Buffer.alloc(0), ...told }
}
