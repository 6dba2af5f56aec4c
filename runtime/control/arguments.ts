/** The border of the runtime: what comes over a port is unknown until it has been read here. */
import * as z from 'zod'
import { Failure } from '../model/failure.ts'

/** The project itself is checked object by object on deploy; here only that it has the shape of one. */
const collections = z.record(z.string(), z.looseObject({}))
export const deploySchema = z.looseObject({
  project: z.looseObject({
    settings: z.looseObject({ name: z.string() }),
    channels: collections,
    connections: collections,
    flows: collections,
    layouts: collections,
    services: z.record(z.string(), z.looseObject({ path: z.string(), source: z.string() })),
  }),
  revision: z.number(),
  base: z.number().optional(),
})

export const querySchema = z.object({
  limit: z.number().int().min(1).max(2000).optional(),
  before: z.number().optional(),
  channel: z.string().optional(),
  outcome: z.enum(['done', 'failed', 'open']).optional(),
})

const texts = z.array(z.string().max(1000)).max(50)

export const searchSchema = z.object({
  match: z.object({
    status: texts.optional(),
    settled: texts.optional(),
    channel: texts.optional(),
    node: texts.optional(),
    code: texts.optional(),
    cid: texts.optional(),
    after: z.number().optional(),
    until: z.number().optional(),
    text: texts.optional(),
    keys: z.record(z.string(), texts).optional(),
  }),
  limit: z.number().int().min(1).max(2000).optional(),
  before: z.number().optional(),
  since: z.number().optional(),
})

export const bodyRefSchema = z.object({
  cid: z.string(),
  step: z.number().int().min(0),
  side: z.enum(['in', 'out']),
})

export const invokeSchema = z.looseObject({ service: z.string(), payload: z.unknown() })

export const testSchema = z.object({
  id: z.string().min(1),
  channel: z.string(),
  via: z.enum(['transport', 'flow']),
  values: z.record(z.string(), z.unknown()),
  contentType: z.string().optional(),
  body: z.instanceof(Uint8Array).optional(),
})

export const rangeSchema = z.object({
  offset: z.number().int().min(0),
  limit: z.number().int().min(1),
})

/** @throws Failure CONTROL_BAD_ARGUMENT that names the call and the field. */
export function read<T>(call: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new Failure(
    'CONTROL_BAD_ARGUMENT',
    `The call ${call} was given a wrong ${where || 'argument'}: ${issue?.message ?? ''}`,
  )
}
