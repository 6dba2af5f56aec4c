/**
 * A saved test: one readable file of `tests/`. What goes in, what stands in for the outside, what must come out, and what may
 * differ each time. The designer, `patchbay test` and `patchbay verify` run the very same.
 */
import * as z from 'zod'

/** A body as people write it. One of `json`, `text` (any other text: XML, CSV, a form) and `base64`; none of them: no body. */
export const writtenBodySchema = z
  .strictObject({
    contentType: z.string().min(1).max(200).optional(),
    json: z.unknown().optional(),
    text: z.string().optional(),
    base64: z.base64().optional(),
  })
  .refine(
    (body) => ['json', 'text', 'base64'].filter((key) => key in body).length <= 1,
    'has more than one of json, text and base64',
  )
export type WrittenBody = z.infer<typeof writtenBodySchema>

const failureSchema = z.strictObject({
  /** Of the table (`failure.ts`): `OUTGOING_UNREACHABLE`. */
  code: z.string().min(1).max(100),
  message: z.string().max(10_000).default(''),
})

/** What stands in for one call of an outgoing connection: its answer, or the failure it ended with. */
export const standInSchema = z.strictObject({
  /** The connection's name. */
  connection: z.string().min(1).max(200),
  /** The call as its step shows it: `POST /bills`, `upload /in/a.bin`. Left out: any call of the connection. */
  call: z.string().min(1).max(2000).optional(),
  /** It answers so often, then the next of the list. 0: as often as asked. Default 1. */
  times: z.number().int().min(0).max(1_000_000).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: writtenBodySchema.optional(),
  failure: failureSchema.optional(),
})
export type StandIn = z.infer<typeof standInSchema>

/**
 * What a body must be. equal: the same value, whatever the order of keys and the spaces. subset: each given key is there with
 * its value, more may be; lists have the same length. Within `json` an object of the single key `$is` or `$matches` is a
 * matcher: `{ "$is": "uuid" }` (any, absent, string, number, integer, boolean, object, list, uuid, date-time),
 * `{ "$matches": "^order-\\d+$" }` (a regular expression without a flag).
 */
export const expectedBodySchema = writtenBodySchema.safeExtend({
  how: z.enum(['equal', 'subset']).default('equal'),
})
export type ExpectedBody = z.infer<typeof expectedBodySchema>

/** One call that must have been made, with what was sent. */
export const deliverySchema = z.strictObject({
  connection: z.string().min(1).max(200),
  call: z.string().min(1).max(2000).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: expectedBodySchema.optional(),
})
export type Delivery = z.infer<typeof deliverySchema>

/** Left out: it does not matter. */
export const expectationSchema = z.strictObject({
  outcome: z.enum(['done', 'failed']).optional(),
  /** Of a channel that answers. */
  status: z.number().int().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: expectedBodySchema.optional(),
  /** The failure's code. */
  code: z.string().min(1).max(100).optional(),
  /** Of a channel whose source is told: `acked`, `rejected`, `parked`. */
  settled: z.string().min(1).max(50).optional(),
  /** All calls of outgoing connections, for each connection in the order they were made. An empty list: none may be made. */
  deliveries: z.array(deliverySchema).max(10_000).optional(),
})
export type Expectation = z.infer<typeof expectationSchema>

export const savedTestSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(10_000).optional(),
  /** One that is off is told as skipped. */
  isActive: z.boolean().default(true),
  channel: z.string().min(1).max(200),
  /** As the channel's `TestDefinition` has them; what is left out is as its form begins. */
  values: z.record(z.string(), z.unknown()).default({}),
  body: writtenBodySchema.optional(),
  /** In the order of the calls. A call that none of these stands in for fails the test: nothing reaches the outside. */
  answers: z.array(standInSchema).max(10_000).default([]),
  expect: expectationSchema,
  /**
   * What moves from run to run and is not compared, but must be there and of the same JSON type. JSON Pointers (RFC 6901) into
   * `expect`, where `*` stands for any index or key: `/body/json/id`, `/deliveries/0/body/json/items/*\/at`.
   */
  masks: z.array(z.string().startsWith('/').max(2000)).max(1000).default([]),
})
export type SavedTest = z.infer<typeof savedTestSchema>
