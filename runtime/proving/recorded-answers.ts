/**
 * What the outside answered then, for an exchange that is run once more. The code may call in another order by now, or with
 * other words: each call is given the answer of the recorded one that is most like it.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { Message } from '../message/message.ts'
import type { OutgoingCall, StandIns } from '../message/stand-ins.ts'
import { Failure } from '../model/failure.ts'
import { type Place, placeText } from '../model/place.ts'
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
    const own = this.#left.filter(({ call, times }) => times > 0 && isOne(call.by, made.by))
    const left = this.#alike(made, own) ?? own.find(({ call }) => isKind(call, made))
    if (left) left.times--
    // As in a real call other work comes in between: who does not wait for the answer is found out.
    await turn()
    // Code may have moved to another node with its calls; what that one needs itself is still there for it.
    const { call } = left ?? this.#alike(made, this.#left) ?? {}
    if (!call) throw missing(made)
    const { failure, answer } = call
    if (failure) throw Failure.fromData(failure)
    return answer ?? nothing
  }

  /** The very same, the same call, one that was the same but for what moves. */
  #alike({ connection, label, sent }: OutgoingCall, among: readonly Left[]): Left | undefined {
    const left = among.filter(({ call }) => call.connection === connection)
    const same = left.filter(({ call }) => call.call === label)
    const moments = { expected: this.recording, actual: this.moment }
    return (
      same.find(
        ({ call }) => messagesDiffer({ expected: call.sent, actual: sent }, moments).length === 0,
      ) ??
      same[0] ??
      left.find(({ call }) => steady(call.call, this.recording) === steady(label, this.moment))
    )
  }
}

function missing({ connection, label }: OutgoingCall): Failure {
  const words = `"${connection}" was called: ${label}. No such call was recorded, so nothing can answer it; nothing reaches the outside here.`
  return new Failure('STAND_IN_MISSING', words, {
    at: { collection: 'connections', name: connection },
    details: { connection, call: label },
  })
}

function isKind({ connection, call }: RecordedCall, made: OutgoingCall): boolean {
  return connection === made.connection && verbOf(call) === verbOf(made.label)
}

function isOne(by: Place, other: Place): boolean {
  return placeText(by) === placeText(other)
}

function steady(label: string, moment: Moment): string {
  return timeless(label, moment).replace(uuid, '{uuid}')
}

/** `POST`, `upload`. */
function verbOf(label: string): string {
  return label.split(' ', 1)[0] ?? ''
}
