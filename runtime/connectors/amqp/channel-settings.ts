/** The fields of an AMQP channel as its rooms use them. Milliseconds where the form says seconds. */
import type { Format } from '../../message/format.ts'
import { withDefaults } from '../../model/field.ts'
import type { Spec } from '../connector.ts'
import { amqpDefinition } from './definition.ts'
import type { Policy } from './policy.ts'

export interface ChannelSettings extends Policy {
  name: string
  queue: string
  format: Format
  timeout: number
  /** Of each consumer. */
  concurrency: number
  /** 0: no limit. */
  prefetch: number
  poolSize: number
  consumerTagPrefix: string
  connection: 'own' | 'shared'
  parkingQueue: string
  /** Empty: the one the message came with. */
  deadLetterRoutingKey: string
  /** undefined: all must be there already. */
  topology: Topology | undefined
}

export interface Topology {
  queueType: 'classic' | 'quorum'
  durable: boolean
  queueArguments: Readonly<Record<string, string>>
  /** Empty: it is not bound. */
  exchange: string
  exchangeType: string
  routingKeys: readonly string[]
  bindingArguments: Readonly<Record<string, string>>
}

type Values = Readonly<Record<string, unknown>>

/** @param spec Checked against the channel's definition. */
export function channelSettingsOf(spec: Spec): ChannelSettings {
  const values = withDefaults(amqpDefinition.channel?.fields ?? [], spec.values)
  const text = (field: string) => textOf(values, field)
  const number = (field: string) => Number(values[field])
  const queue = text('queue')
  return {
    name: spec.name,
    queue,
    format: values.dataFormat as Format,
    timeout: number('timeout') * 1000,
    concurrency: number('concurrency'),
    prefetch: number('prefetch'),
    poolSize: number('poolSize'),
    consumerTagPrefix: text('consumerTagPrefix'),
    connection: values.connection === 'shared' ? 'shared' : 'own',
    onSuccess: values.onSuccess as Policy['onSuccess'],
    onFailure: values.onFailure as Policy['onFailure'],
    onBadMessage: values.onBadMessage as Policy['onBadMessage'],
    retryLimit: number('retryLimit'),
    retryDelay: number('retryDelay') * 1000,
    retryMaxDelay: number('retryMaxDelay') * 1000,
    afterLimit: values.afterLimit as Policy['afterLimit'],
    parkingQueue: text('parkingQueue') || `${queue}.parked`,
    deadLetterExchange: text('deadLetterExchange'),
    deadLetterRoutingKey: text('deadLetterRoutingKey'),
    topology: values.declare === true ? topologyOf(values) : undefined,
  }
}

function topologyOf(values: Values): Topology {
  const pairs = (field: string) => (values[field] ?? {}) as Record<string, string>
  const keys = (values.routingKeys ?? []) as readonly string[]
  return {
    queueType: values.queueType === 'quorum' ? 'quorum' : 'classic',
    durable: values.durable !== false,
    queueArguments: pairs('queueArguments'),
    exchange: textOf(values, 'exchange'),
    exchangeType: textOf(values, 'exchangeType'),
    routingKeys: keys.length > 0 ? keys : [''],
    bindingArguments: values.exchangeType === 'headers' ? pairs('bindingArguments') : {},
  }
}

function textOf(values: Values, field: string): string {
  const value = values[field]
  return typeof value === 'string' ? value : ''
}

/** Nothing is worked on at the same time, so that the order of messages is that of the queue. */
export function keepsOrder({ concurrency, poolSize }: ChannelSettings): boolean {
  return concurrency === 1 && poolSize === 1
}
