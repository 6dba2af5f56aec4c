/** From an exchange that was recorded to a test of it: what went in, what was answered, what is to come out. Pure. */

import type { Message } from '../message/message.ts'
import { callOf } from '../model/call.ts'
import { type Path, pointerOf } from '../model/pointer.ts'
import type {
  Expectation,
  ExpectedBody,
  SavedTest,
  StandIn,
  WrittenBody,
} from '../model/saved-test.ts'
import { mask } from '../model/secrecy.ts'
import type { TestDefinition } from '../model/testing.ts'
import type { Moment } from './moment.ts'
import { movingIn, steady } from './moving.ts'
import type { RecordedCall, Recording } from './recording.ts'
import { lastingHeaders } from './transport.ts'
import { bytesOf, writtenFrom, writtenOf } from './written.ts'

/** Masks what is secret. */
export interface Conceal {
  bytes(bytes: Buffer, contentType: string | undefined): Buffer
  headers(headers: Readonly<Record<string, string>>): Record<string, string>
}

/** Longer ones would hide the rest of the file. */
const mostExpected = 1024 * 1024

export type Input = Pick<SavedTest, 'channel' | 'values' | 'body' | 'answers'>

/** @param note Is told what a person should know. */
export function inputFrom(
  recording: Recording,
  definition: TestDefinition | undefined,
  { conceal, note }: { conceal: Conceal; note: (words: string) => void },
): Input {
  const { channel, message, origin, why, calls } = recording
  for (const reason of why) note(`Not all of it is known: ${reason}.`)
  const { headers, secret } = lastingHeaders(conceal.headers(message.headers))
  if (secret.length > 0) note(`Headers with credentials are left out: ${secret.join(', ')}.`)
  const { http, amqp, caller } = origin
  if (caller) {
    note(
      `It came from "${caller.name}" by "${caller.definition}". A test passes security by, so code sees no caller.`,
    )
  }
  const values = definition?.valuesOf?.({
    headers,
    ...(http ? { http } : {}),
    ...(amqp ? { amqp } : {}),
  })
  const body = definition?.bodyFormat ? concealed(message, conceal) : undefined
  if (body?.isMasked)
    note('Secrets in its body are masked: put values in their place that may be read.')
  return {
    channel,
    values: values ?? {},
    ...(body?.written ? { body: body.written } : {}),
    answers: answersFrom(calls, conceal, note),
  }
}

function answersFrom(
  calls: readonly RecordedCall[],
  conceal: Conceal,
  note: (words: string) => void,
): StandIn[] {
  const answers = calls.map((call): StandIn => {
    const { connection, attempts, failure, answer } = call
    const times = failure && attempts > 1 ? { times: attempts } : {}
    const about = { connection, call: callOf(call.call), ...times }
    if (failure) return { ...about, failure: { code: failure.code, message: failure.message } }
    if (!answer) return about
    const { headers, secret } = lastingHeaders(conceal.headers(answer.headers))
    const { written, isMasked } = concealed(answer, conceal)
    if (isMasked || secret.length > 0 || isShownMasked(answer))
      note(`Secrets in the answer of "${connection}" to ${callOf(call.call)} are masked.`)
    const { status } = answer.properties
    return {
      ...about,
      ...(status === undefined || status === 200 ? {} : { properties: { status } }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(written ? { body: written } : {}),
    }
  })
  return summed(answers)
}

/** As they were shown, and so are all that is known: what was read from Vault. */
function isShownMasked({ raw }: Message): boolean {
  return raw.includes(`"${mask}"`)
}

/** The same several times in a row is one that answers several times. */
function summed(answers: readonly StandIn[]): StandIn[] {
  const found: StandIn[] = []
  for (const answer of answers) {
    const last = found.at(-1)
    const isSame =
      last && JSON.stringify({ ...last, times: 1 }) === JSON.stringify({ ...answer, times: 1 })
    if (last && isSame)
      found[found.length - 1] = { ...last, times: timesOf(last) + timesOf(answer) }
    else found.push(answer)
  }
  return found
}

function timesOf({ times }: StandIn): number {
  return times ?? 1
}

function concealed(
  message: Message,
  conceal: Conceal,
): { written: WrittenBody | undefined; isMasked: boolean } {
  const { raw, contentType, format } = message
  const shown = conceal.bytes(raw, contentType)
  const isMasked = shown !== raw && !shown.equals(raw)
  const written = isMasked ? writtenFrom(shown, contentType, format === 'json') : writtenOf(message)
  return { written, isMasked }
}

/** By what their calls begin with: what follows may move, and is not known before it has run twice. */
export function loosened(answers: readonly StandIn[]): StandIn[] {
  return answers.map(({ call, ...answer }) => {
    const verb = call?.split(' ', 1)[0]
    return verb === undefined || verb === call
      ? { ...answer, ...(call ? { call } : {}) }
      : { ...answer, call: `${verb} *` }
  })
}

/** Of two runs, and of what was recorded as far as it can be compared. */
export interface Runs {
  first: Expectation
  second: Expectation
  /** Of the first. */
  moment: Moment
  recording: Recording
  conceal: Conceal
  note: (words: string) => void
}

export function expectationFrom(runs: Runs): Pick<SavedTest, 'expect' | 'masks'> {
  const { first, second, moment, recording, conceal, note } = runs
  const { outcome, status, code, settled } = first
  const masks: string[] = []
  const headers = headersFrom(first.headers, second.headers)
  const replied = recording.reply && writtenOf(recording.reply)
  const body = bodyFrom(first.body, second.body, replied, ['body'])
  const deliveries = first.deliveries?.map((made, index) => {
    const again = second.deliveries?.[index]
    const recorded = recording.calls[index]
    const known = recorded?.connection === made.connection ? recorded : undefined
    const calls = [made.call, again?.call, known && callOf(known.call)]
    const sent = known?.sent && writtenOf(known.sent)
    const path = ['deliveries', String(index), 'body']
    const own = headersFrom(made.headers, again?.headers)
    return {
      connection: made.connection,
      call: steady(
        calls.filter((call) => call !== undefined),
        moment,
      ),
      ...(Object.keys(own).length === 0 ? {} : { headers: own }),
      ...bodyFrom(made.body, again?.body, sent, path),
    }
  })
  return {
    expect: {
      ...(outcome === undefined ? {} : { outcome }),
      ...(status === undefined ? {} : { status }),
      ...(code === undefined ? {} : { code }),
      ...(settled === undefined ? {} : { settled }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...body,
      ...(deliveries ? { deliveries } : {}),
    },
    masks,
  }

  function headersFrom(one: Expectation['headers'], two: Expectation['headers']) {
    const { headers: left } = lastingHeaders(conceal.headers(one ?? {}))
    const same = Object.entries(left).filter(([name, value]) => two?.[name] === value)
    return Object.fromEntries(same.filter(([, value]) => steady([value], moment) === value))
  }

  function bodyFrom(
    one: ExpectedBody | undefined,
    two: ExpectedBody | undefined,
    past: WrittenBody | undefined,
    path: readonly string[],
  ): { body?: ExpectedBody } {
    if (!one) return {}
    const bytes = bytesOf(one)
    if (bytes.length > mostExpected) {
      note(
        `A body of ${bytes.length} bytes that comes out is not compared: it is too large for a file to be read.`,
      )
      return {}
    }
    const shown = conceal.bytes(bytes, one.contentType)
    const isMasked = !shown.equals(bytes)
    const form = 'json' in one ? 'json' : one.text === undefined ? 'base64' : 'text'
    const known = past && form in past ? { past: past[form] } : {}
    masks.push(
      ...movingIn({ first: one[form], second: two?.[form], ...known }, [...path, form], moment),
    )
    if (!isMasked) return { body: one }
    note('Secrets in what comes out are masked, and not compared.')
    const written = writtenFrom(shown, one.contentType, form === 'json')
    if (written && 'json' in written) {
      const { value, places } = withoutSecrets(one.json, written.json, [...path, form])
      masks.push(...places.map(pointerOf))
      return { body: { ...one, json: value } }
    }
    masks.push(pointerOf([...path, form]))
    return { body: { how: 'equal', ...written } }
  }
}

/** What is other in what may be shown, of its own type: masked places are compared by that. */
function withoutSecrets(
  value: unknown,
  shown: unknown,
  path: Path,
): { value: unknown; places: Path[] } {
  if (isFields(value) && isFields(shown)) {
    const members = Object.keys(value).map((key) => {
      const inner = withoutSecrets(value[key], shown[key], [...path, key])
      return { key, ...inner }
    })
    const next = members.map(({ key, value: inner }) => [key, inner] as const)
    const places = members.flatMap((member) => member.places)
    return {
      value: Array.isArray(value) ? next.map(([, one]) => one) : Object.fromEntries(next),
      places,
    }
  }
  if (value === shown) return { value, places: [] }
  const told = typeof value === 'number' ? 0 : typeof value === 'string' ? shown : value
  return { value: told, places: [path] }
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
