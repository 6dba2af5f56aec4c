/**
 * A flow: one drawing of nodes and links. Logic only; where things stand is the layout's business.
 * Nodes and links are keyed by id so that a diff of the file shows what a person changed and nothing else.
 */
import * as z from 'zod'

/** What happens when a node fails, before its error port or the exchange hears of it. */
export const retrySchema = z.strictObject({
  /** How often to try in all, the first time included. 1 = no retry. */
  attempts: z.number().int().min(1).max(100).default(1),
  /** Milliseconds before the second attempt. */
  delay: z.number().int().min(0).max(3_600_000).default(500),
  /** Each further wait is this many times longer. 1 = always the same. */
  factor: z.number().min(1).max(10).default(2),
  /** Milliseconds; no wait is longer. */
  maxDelay: z.number().int().min(0).max(3_600_000).default(30_000),
  /** A random share of each wait, so that many do not come back at once. 0 to 1. */
  jitter: z.number().min(0).max(1).default(0.2),
  /** Which kinds of failure are tried again. */
  on: z.array(z.enum(['peer', 'defect', 'message'])).default(['peer']),
})
export type Retry = z.infer<typeof retrySchema>

const common = {
  /** Shown instead of the object's name. */
  label: z.string().max(200).optional(),
  retry: retrySchema.optional(),
  /** Milliseconds this node may take; never more than what the exchange has left. */
  timeout: z.number().int().min(1).max(86_400_000).optional(),
  /** A node that is off is passed over: what arrives goes on unchanged through its out port. */
  disabled: z.boolean().optional(),
  /** Free text for people, shown on the canvas. */
  note: z.string().max(10_000).optional(),
}

export const nodeSchema = z.discriminatedUnion('kind', [
  /** A way in: refers to a channel by name. Ports: `out`, and `reply` (in) when the channel replies. */
  z.strictObject({ kind: z.literal('channel'), ref: z.string().min(1), ...common }),
  /** A service by its service name. Ports: `in`, `out`, `error`. */
  z.strictObject({ kind: z.literal('service'), ref: z.string().min(1), ...common }),
  /** An outgoing connection by name. Ports: `in`, `out` (the answer, or the message delivered), `error`.
   *  `call` is what to do there, as the connector's definition lists it: `{ operation: 'upload', path: '/in/a.bin' }`.
   *  A text that begins with `=` is a JSONata expression over the message. */
  z.strictObject({
    kind: z.literal('outgoing'),
    ref: z.string().min(1),
    call: z.record(z.string(), z.unknown()).optional(),
    ...common,
  }),
  /** A no-code step. Ports depend on the block: see `blocks.ts`. */
  z.strictObject({
    kind: z.literal('block'),
    type: z.string().min(1),
    config: z.record(z.string(), z.unknown()).default({}),
    ...common,
  }),
])
export type Node = z.infer<typeof nodeSchema>
export type NodeKind = Node['kind']

export const endSchema = z.strictObject({ node: z.string().min(1), port: z.string().min(1) })
export type End = z.infer<typeof endSchema>

export const linkSchema = z.strictObject({ from: endSchema, to: endSchema })
export type Link = z.infer<typeof linkSchema>

export const flowSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(10_000).optional(),
  nodes: z.record(z.string(), nodeSchema).default({}),
  links: z.record(z.string(), linkSchema).default({}),
})
export type Flow = z.infer<typeof flowSchema>

/** What groups and notes can be coloured; each theme has its own shade of it. */
export const hues = ['grey', 'blue', 'green', 'amber', 'violet', 'red'] as const
export type Hue = (typeof hues)[number]

const box = { x: z.number(), y: z.number(), width: z.number().min(1), height: z.number().min(1) }

/** A frame with a title. What stands with its middle inside belongs to it: nobody keeps a list that could be wrong. */
export const groupSchema = z.strictObject({
  title: z.string().max(200).optional(),
  /** Left out: grey. */
  colour: z.enum(hues).optional(),
  /** Markdown, shown below the title. */
  note: z.string().max(20_000).optional(),
  ...box,
})
export type Group = z.infer<typeof groupSchema>

/** Free text on the canvas. */
export const noteSchema = z.strictObject({
  /** Markdown. */
  text: z.string().max(20_000),
  /** Left out: amber. */
  colour: z.enum(hues).optional(),
  ...box,
})
export type CanvasNote = z.infer<typeof noteSchema>

/** Where the nodes of a flow stand, in canvas pixels at 100 %, and what else is drawn there. Never needed to run. */
export const layoutSchema = z.strictObject({
  nodes: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })).default({}),
  groups: z.record(z.string(), groupSchema).optional(),
  notes: z.record(z.string(), noteSchema).optional(),
})
export type Layout = z.infer<typeof layoutSchema>
