/** A scheduler on a clock that is set by hand, with jobs that tell what they were given and end when told to. */
import pino from 'pino'
import { Scheduler } from '../../../../runtime/connectors/schedule/scheduler.ts'
import { settingsOf } from '../../../../runtime/connectors/schedule/settings.ts'
import { type Store, storeInMemory } from '../../../../runtime/connectors/schedule/store.ts'
import type { Origin } from '../../../../runtime/message/exchange.ts'
import { Message } from '../../../../runtime/message/message.ts'
import type { JobValues } from '../../../../runtime/model/job.ts'
import { FakeTime, settle } from '../../../support/fake-time.ts'

export interface Given {
  /** As in the message, `2026-…Z`; undefined: by hand. */
  slot: string | undefined
  /** The wall clock when it was delivered. */
  at: string
  message: Message
  origin: Origin
  end(failure?: unknown): Promise<void>
}

export interface Opened {
  time: FakeTime
  store: Store
  scheduler: Scheduler
  given: Given[]
  open(values: JobValues, key?: string): void
  slots(): (string | undefined)[]
  /** `ok 10:00`, oldest first. */
  history(key?: string): Promise<string[]>
}

export interface OpenOptions {
  /** Runs wait to be ended. Default: they end at once. */
  isHeld?: boolean
  store?: Store
  longestWait?: number
}

export function openScheduler(start: string | FakeTime, options: OpenOptions = {}): Opened {
  const time = typeof start === 'string' ? new FakeTime(start) : start
  const store = options.store ?? storeInMemory()
  const given: Given[] = []
  const scheduler = new Scheduler({
    store,
    time,
    logger: pino({ level: 'silent' }),
    onChange: () => undefined,
    ...(options.longestWait ? { longestWait: options.longestWait } : {}),
  })
  const deliver = (message: Message, origin: Origin): Promise<Message> =>
    new Promise((resolve, reject) => {
      const { slot } = message.properties.job as { slot?: string }
      const end = async (failure?: unknown) => {
        if (failure === undefined) resolve(new Message({}))
        else reject(failure)
        await settle()
      }
      given.push({ slot, at: new Date(time.now()).toISOString(), message, origin, end })
      if (!options.isHeld) resolve(new Message({}))
    })
  return {
    time,
    store,
    scheduler,
    given,
    open(values, key = 'job') {
      scheduler.open(specOf(key, values, deliver))
      scheduler.wake()
    },
    slots: () => given.map(({ slot }) => slot),
    async history(key = 'job') {
      const rows = await store.history.read(key)
      return rows.map(({ outcome, slot, count }) => {
        const when = slot === undefined ? 'by hand' : new Date(slot).toISOString().slice(11, 16)
        return `${outcome} ${when}${count === undefined ? '' : ` ×${count}`}`
      })
    },
  }
}

export function specOf(
  key: string,
  values: JobValues,
  deliver: (message: Message, origin: Origin) => Promise<Message>,
) {
  return { key, name: key, channel: key, settings: settingsOf(key, values), deliver }
}
