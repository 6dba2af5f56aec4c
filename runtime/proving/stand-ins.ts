/**
 * The answers of a saved test, or those that were recorded, in the place of the outside. Each stands in for so many calls, in
 * the order of the list; all calls are noted, with what they sent and who made them.
 */

import { formatOf } from '../message/format.ts'
import { Message } from '../message/message.ts'
import type { OutgoingCall, StandIns } from '../message/stand-ins.ts'
import { callOf, isCall } from '../model/call.ts'
import { Failure, type FailureCode, failures } from '../model/failure.ts'
import type { StandIn } from '../model/saved-test.ts'
import { bytesOf, contentTypeOf } from './written.ts'

export interface Answer {
  connection: string
  /** As `StandIn.call`. */
  call?: string
  /** 0: as often as asked. Default 1. */
  times?: number
  answer: Message | Failure
}

/** A call that was made, and what it was told. */
export interface CallMade extends OutgoingCall {
  /** Its name, as tests have it: `POST /bills`. */
  call: string
  answer: Message | Failure
}

export class Answers implements StandIns {
  /** In the order they were made. */
  readonly calls: CallMade[] = []
  readonly #left: { answer: Answer; times: number }[]

  constructor(answers: readonly Answer[]) {
    this.#left = answers.map((answer) => ({
      answer,
      times: answer.times === 0 ? Number.POSITIVE_INFINITY : (answer.times ?? 1),
    }))
  }

  answer(made: OutgoingCall): Message {
    const call = callOf(made.label)
    const found = this.#take(made.connection, call)
    const answer =
      found ??
      missing(
        made,
        call,
        this.#left.map((one) => one.answer),
      )
    this.calls.push({ ...made, call, answer })
    if (answer instanceof Message) return answer
    throw answer.with({ at: { collection: 'connections', name: made.connection } })
  }

  /** Those that nobody asked for. */
  get unused(): readonly Answer[] {
    return this.#left
      .filter(({ answer, times }) => times === (answer.times ?? 1))
      .map((one) => one.answer)
  }

  #take(connection: string, call: string): Message | Failure | undefined {
    const found = this.#left.find(
      ({ answer, times }) =>
        times > 0 && answer.connection === connection && isCall(answer.call, call),
    )
    if (found) found.times--
    return found?.answer.answer
  }
}

/** As a test has them written. */
export function answersOf(standIns: readonly StandIn[]): Answer[] {
  return standIns.map((standIn) => {
    const { connection, call, times } = standIn
    return {
      connection,
      ...(call === undefined ? {} : { call }),
      ...(times === undefined ? {} : { times }),
      answer: answerOf(standIn),
    }
  })
}

function answerOf({
  connection,
  failure,
  body,
  headers = {},
  properties = {},
}: StandIn): Message | Failure {
  if (failure) {
    const words = failure.message || `"${connection}" failed, as its stand-in says.`
    return new Failure(codeOf(failure.code), words)
  }
  const lowered = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const contentType = lowered['content-type'] ?? contentTypeOf(body)
  return new Message({
    raw: bytesOf(body),
    format: formatOf(contentType),
    headers: lowered,
    properties,
    ...(contentType === undefined ? {} : { contentType }),
  })
}

/** One that nobody knows has been told as a problem of the test. */
function codeOf(code: string): FailureCode {
  return Object.hasOwn(failures, code) ? (code as FailureCode) : 'OUTGOING_REFUSED'
}

function missing({ connection }: OutgoingCall, call: string, answers: readonly Answer[]): Failure {
  const others = answers.filter((one) => one.connection === connection).map((one) => one.call)
  const why =
    others.length === 0
      ? 'Nothing stands in for it'
      : `What stands in for it is used up, or is for other calls (${others.map((one) => `"${one ?? 'any'}"`).join(', ')})`
  const words = `"${connection}" was called: ${call}. ${why}, and nothing reaches the outside in a test. Add an answer with "connection": "${connection}" and "call": "${call}".`
  return new Failure('STAND_IN_MISSING', words, { details: { connection, call } })
}
