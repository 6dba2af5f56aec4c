/** A node's retry policy as fields: what `retrySchema` says, for people. Pure. */
import type { Field } from '../../runtime/model/field.ts'
import { type Retry, retrySchema } from '../../runtime/model/flow.ts'

const group = 'When it fails'
const when = { field: 'attempts', is: Array.from({ length: 99 }, (_, index) => index + 2) }

export const retryFields: readonly Field[] = [
  {
    kind: 'number',
    name: 'attempts',
    label: 'Tries',
    help: 'How often to try in all, the first time included. After the last, the failure leaves by the error port, or fails the exchange.',
    default: 1,
    min: 1,
    max: 100,
    integer: true,
    group,
  },
  {
    kind: 'number',
    name: 'delay',
    label: 'First wait',
    help: 'Before the second try.',
    default: 500,
    min: 0,
    max: 3_600_000,
    integer: true,
    unit: 'ms',
    group,
    when,
  },
  {
    kind: 'number',
    name: 'factor',
    label: 'Each wait is longer by',
    help: '1: always the same wait. 2: twice as long each time.',
    default: 2,
    min: 1,
    max: 10,
    unit: '×',
    group,
    when,
  },
  {
    kind: 'number',
    name: 'maxDelay',
    label: 'Longest wait',
    help: 'No wait is longer.',
    default: 30_000,
    min: 0,
    max: 3_600_000,
    integer: true,
    unit: 'ms',
    group,
    when,
  },
  {
    kind: 'choice',
    name: 'on',
    label: 'Try again after',
    help: 'Failures of the other side are worth another try; a defect or a wrong message seldom is.',
    default: 'peer',
    options: [
      { value: 'peer', label: 'Failures of the other side' },
      { value: 'peer,defect', label: 'Those, and defects' },
      { value: 'peer,defect,message', label: 'Any failure' },
    ],
    group,
    when,
  },
]

export function toRetryValues(retry: Retry | undefined): Record<string, unknown> {
  if (!retry) return {}
  const order = ['peer', 'defect', 'message'] as const
  return { ...retry, on: order.filter((kind) => retry.on.includes(kind)).join(',') }
}

/** undefined: one try, which is what a node without a policy does. */
export function fromRetryValues(values: Readonly<Record<string, unknown>>): Retry | undefined {
  const on = typeof values.on === 'string' ? values.on.split(',') : undefined
  const retry = retrySchema.parse({ ...values, ...(on ? { on } : { on: undefined }) })
  return retry.attempts === 1 ? undefined : retry
}
