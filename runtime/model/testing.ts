/** Testing a channel by hand: what its form has, what is sent, and what came of it. The same over a message port and over a socket. */
import type { FailureData } from './failure.ts'
import type { Field } from './field.ts'
import type { Body } from './trace.ts'

/**
 * transport: a request of its own over a real socket, so that routing, security, limits and CORS are met.
 * flow: straight to what the channel is linked to, with the message and origin that the channel would have made of it.
 */
export type TestVia = 'transport' | 'flow'

/** A row of a table: one header, one query parameter. `on` left out: it is sent. */
export interface TestRow {
  on?: boolean
  name: string
  value: string
}

/** A table of names and values, under a tab of its own. Its value is a list of rows. */
export interface TestTable {
  name: string
  label: string
  help: string
  /** The names follow from other values, as a path's parameters do: there is a row for each, and no other. */
  namesOf?(values: TestValues): readonly string[]
}

export type TestValues = Readonly<Record<string, unknown>>

export type TestBodyFormat = 'none' | 'json' | 'xml' | 'form' | 'text' | 'csv'

/** What is known of where a message came from. */
export interface TestFacts {
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  http?: {
    method: string
    pattern: string
    params: Readonly<Record<string, string>>
    query: Readonly<Record<string, string | readonly string[]>>
  }
  amqp?: {
    exchange: string
    routingKey: string
    redelivered: boolean
    headers: Readonly<Record<string, unknown>>
    properties: object
  }
}

/** What can be set of a message that is sent to a channel of a kind. Part of its definition. */
export interface TestDefinition {
  /** On the line of the button, in this order: method and path. */
  line: readonly Field[]
  tables: readonly TestTable[]
  /** All other values, under a tab of their own. */
  fields: readonly Field[]
  /** How a body is written at first; undefined: messages of this kind have none. */
  bodyFormat?(channel: TestValues): TestBodyFormat
  /** What the form begins with, from the channel's own fields. */
  initial(channel: TestValues): Record<string, unknown>
  /** The values that send the like of a message that came, without what is only its transport's. Left out: there are none. */
  valuesOf?(facts: TestFacts): Record<string, unknown>
  /** Why it cannot be sent so, and the field or table; undefined: it can. */
  trouble?(values: TestValues): { field: string; message: string } | undefined
  /** What is left out when it goes straight into the flow: `Security, limits and CORS are passed by.` */
  flowNote: string
  /** What it does, where there is nothing to set. */
  note?: string
  /** There is no other way than straight into the flow: the channel makes its messages itself. */
  isOneWay?: boolean
  /** On the button: `Send`, `Fire now`. */
  verb: string
}

export interface TestRequest {
  /** Made by who asks, unlike any other: the body, the answer and a cancel refer to it. */
  id: string
  channel: string
  via: TestVia
  /** As the channel's `TestDefinition` has them. */
  values: TestValues
  /** Of the body, where the values name none. */
  contentType?: string
  /** After whatever came by `testBody`. */
  body?: Uint8Array
}

export interface TestAnswer {
  /**
   * answered: the channel did what it does with such a message, be it a refusal. failed: it could not be sent at all, or no
   * answer came. cancelled: by `cancelTest`.
   */
  outcome: 'answered' | 'failed' | 'cancelled'
  /** Of the exchange; left out: it never reached a channel. */
  cid?: string
  /** `200`, of a kind that answers so. */
  status?: number
  /** For people: `OK`, `acked`. */
  words?: string
  /** As they came, in their order; credentials masked. */
  headers: readonly (readonly [name: string, value: string])[]
  contentType?: string
  /** Bytes of the body; it is fetched by `testAnswer`. */
  size: number
  /** Milliseconds from asking to the last byte. */
  took: number
  failure?: FailureData
}

/** The part of `Control` that tests channels. */
export interface Testing {
  /** Sends a message to a channel. What goes wrong is told in the answer. */
  test(request: TestRequest): Promise<TestAnswer>
  /** The next stretch of the body of a test to come: a large one in one piece would hold the window. */
  testBody(id: string, bytes: Uint8Array): Promise<void>
  /** The body of the answer, at most `limit` bytes from `offset`. undefined: newer answers took its place. */
  testAnswer(id: string, range?: { offset: number; limit: number }): Promise<Body | undefined>
  /** Ends a test that is under way, and forgets the body of one to come. */
  cancelTest(id: string): Promise<void>
}

export const testingMethods = [
  'test',
  'testBody',
  'testAnswer',
  'cancelTest',
] as const satisfies readonly (keyof Testing)[]
