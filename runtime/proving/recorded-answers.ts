/**
 * What the outside answered then, for an exchange that is run once more. The code may call in another order by now, or with
 * other words: each call is given the answer of the recorded one that is most like it.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { Message } from '../message/message.ts'
import type { OutgoingCall, StandIns } from '../message/stand-ins.ts'
import { Failure } from '../model/failure.ts'
import { messagesDiffer } from './messages-differ.ts'
import { type Moment, timeless, uuid } from './moment.ts'
import type { RecordedCall, Recording } from './recording.ts'

const nothing = new Message({ raw: Buffer.alloc(0) })

interface Left {
  call: RecordedCall
  times: number
}

export class RecordedAnswers implements StandIns {
  readonly #left: Left[]

  constructor(
    private readonly recording: Recording,
    /** The run that they answer. */
    private readonly moment: Moment,
  ) {
    // A node that tried again and failed did so each time; one that did not fail needs its answer once.
    this.#left = recording.calls.map((call) => ({ call, times: call.failure ? call.attempts : 1 }))
  }

  async answer(made: OutgoingCall): Promise<Message> {
    const left = this.#of(made)
    if (left) left.times--
    // As in a real call other work comes in between: who does not wait for the answer is found out.
    await turn()
    if (!left) throw this.#missing(made)
    const { failure, answer } = left.call
    if (failure) throw Failure.fromData(failure)
    return answer ?? nothing
  }

  /** The very same, the same call, one that was the same but for what moves, one of the same kind. */
  #of({ connection, label, sent }: OutgoingCall): Left | undefined {
    const left = this.#left.filter((one) => one.times > 0 && one.call.connection === connection)
    const same = left.filter(({ call }) => call.call === label)
    const moments = { expected: this.recording, actual: this.moment }
    return (
      same.find(
        ({ call }) => messagesDiffer({ expected: call.sent, actual: sent }, moments).length === 0,
      ) ??
      same[0] ??
      left.find(({ call }) => steady(call.call, this.recording) === steady(label, this.moment)) ??
      left.find(({ call }) => verbOf(call.call) === verbOf(label))
    )
  }

  #missing({ connection, label }: OutgoingCall): Failure {
    const words = `"${connection}" was called: ${label}. No such call was recorded, so nothing can answer it; nothing reaches the outside here.`
    return new Failure('STAND_IN_MISSING', words, {
      at: { collection: 'connections', name: connection },
      details: { connection, call: label },
    })
  }
}

function steady(label: string, moment: Moment): string {
  return timeless(label, moment).replace(uuid, '{uuid}')
}

/** `POST`, `upload`. */
function verbOf(label: string): string {
  return label.split(' ', 1)[0] ?? ''
}
