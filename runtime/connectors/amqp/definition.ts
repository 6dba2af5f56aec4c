/** AMQP 0-9-1: the channel, the outgoing connection, and what a node on a flow does with it. Pure data. */
import type { ConnectorDefinition, Note } from '../../model/definition.ts'
import type { Field } from '../../model/field.ts'
import { brokerType } from './broker-definition.ts'
import { amqpTest } from './test-definition.ts'

const formatOptions = [
  { value: 'none', label: 'None (bytes)' },
  { value: 'json', label: 'JSON' },
  { value: 'xml', label: 'XML' },
  { value: 'form', label: 'Form' },
  { value: 'csv', label: 'CSV' },
] as const

/** A short string of AMQP: at most 255 bytes. */
const shortText = {
  source: '[^\\r\\n\\0]{0,255}',
  message: 'must be one line of at most 255 characters',
}

const broker: Field = {
  kind: 'reference',
  name: 'broker',
  label: 'Broker',
  help: 'Where to connect. One broker serves many channels and connections, each with connections of its own.',
  to: brokerType,
  required: true,
}

/** Of a channel and of an outgoing connection alike. */
const connection: Field = {
  kind: 'choice',
  name: 'connection',
  label: 'Connection',
  help: 'A connection of its own shows by name in the broker’s tools and shares nothing. Sharing saves memory when there are hundreds.',
  default: 'own',
  options: [
    { value: 'own', label: 'Its own', help: 'One for each member of the pool.' },
    {
      value: 'shared',
      label: 'Shared',
      help: 'One for all that share, with an AMQP channel for each member of the pool.',
    },
  ],
  group: 'Pool',
  advanced: true,
}

const settling = 'Settling'
const repeat = 'Trying again'
const topology = 'Declare'

const channelFields: readonly Field[] = [
  broker,
  {
    kind: 'text',
    name: 'queue',
    label: 'Queue',
    help: 'Where messages are taken from.',
    required: true,
    placeholder: 'orders',
    pattern: shortText,
  },
  {
    kind: 'choice',
    name: 'dataFormat',
    label: 'Data format',
    help: 'How the body becomes the payload; what cannot be read is settled as a bad message. None: the bytes, untouched.',
    default: 'none',
    options: formatOptions,
  },
  {
    kind: 'number',
    name: 'timeout',
    label: 'Timeout',
    help: 'How long one message may take before it counts as failed.',
    default: 60,
    min: 0.1,
    max: 86_400,
    unit: 's',
  },
  {
    kind: 'number',
    name: 'concurrency',
    label: 'At once',
    help: 'How many messages each consumer works on at the same time. 1 keeps their order.',
    default: 1,
    min: 1,
    max: 10_000,
    integer: true,
    group: 'Pool',
  },
  {
    kind: 'number',
    name: 'prefetch',
    label: 'Prefetch',
    help: 'How many unsettled messages the broker hands to each consumer. More than At once wait here, so that the next is at hand. 0: no limit, which can fill the memory.',
    default: 100,
    min: 0,
    max: 65_535,
    integer: true,
    group: 'Pool',
  },
  {
    kind: 'number',
    name: 'poolSize',
    label: 'Consumers',
    help: 'How many consumers this channel has, each on a connection of its own. With more than 1 the order of messages is not kept.',
    default: 1,
    min: 1,
    max: 1000,
    integer: true,
    group: 'Pool',
  },
  {
    kind: 'text',
    name: 'consumerTagPrefix',
    label: 'Consumer tag prefix',
    help: 'What the broker’s tools show of each consumer: PREFIX/<project>/<channel>/<host>/<process>/<number>.',
    default: 'patchbay',
    pattern: { source: '[^\\r\\n\\0]{0,60}', message: 'must be one line of at most 60 characters' },
    group: 'Pool',
    advanced: true,
  },
  connection,
  {
    kind: 'choice',
    name: 'onSuccess',
    label: 'When all went well',
    help: 'The broker is told when all work on a message is done, not before. A service can settle by itself: this.request.amqp.ack() or reject().',
    default: 'ack',
    options: [
      { value: 'ack', label: 'Acknowledge', help: 'The broker forgets the message.' },
      {
        value: 'reject',
        label: 'Reject',
        help: 'To the queue’s dead-letter exchange; without one it is dropped.',
      },
    ],
    group: settling,
  },
  {
    kind: 'choice',
    name: 'onFailure',
    label: 'When it failed',
    help: 'What becomes of a message whose exchange failed: a service threw, a peer was down, its time was up.',
    default: 'retry',
    options: [
      {
        value: 'retry',
        label: 'Try again here',
        help: 'It stays unsettled at its place and is run again; keeps the order.',
      },
      {
        value: 'requeue',
        label: 'Requeue',
        help: 'Back to the broker, which delivers it again, perhaps to another consumer.',
      },
      {
        value: 'deadLetter',
        label: 'Dead-letter',
        help: 'Published to the dead-letter exchange below with the reason in its headers; with none, rejected.',
      },
      {
        value: 'park',
        label: 'Park',
        help: 'Published to the parking queue with the reason in its headers.',
      },
      {
        value: 'discard',
        label: 'Discard',
        help: 'Acknowledged all the same: the message is gone.',
      },
    ],
    group: settling,
  },
  {
    kind: 'choice',
    name: 'onBadMessage',
    label: 'When it is bad',
    help: 'What becomes of a message that no retry can help: it cannot be parsed, or was refused as malformed (BadRequest, INPUT_MISSING).',
    default: 'park',
    options: [
      {
        value: 'park',
        label: 'Park',
        help: 'Published to the parking queue with the reason in its headers.',
      },
      {
        value: 'deadLetter',
        label: 'Dead-letter',
        help: 'Published to the dead-letter exchange below with the reason in its headers; with none, rejected.',
      },
      { value: 'asFailed', label: 'As when it failed' },
      { value: 'discard', label: 'Discard', help: 'Acknowledged: the message is gone.' },
    ],
    group: settling,
  },
  {
    kind: 'number',
    name: 'retryLimit',
    label: 'How often',
    help: 'How often a failed message is run again here, or requeued. The count of a requeued message is the broker’s own for quorum queues, else ours, which a restart begins anew.',
    default: 5,
    min: 0,
    max: 1_000_000,
    integer: true,
    when: { field: 'onFailure', is: ['retry', 'requeue'] },
    group: repeat,
  },
  {
    kind: 'number',
    name: 'retryDelay',
    label: 'First wait',
    help: 'Before it is run again or requeued. Each further wait is twice as long, less a random part.',
    default: 1,
    min: 0,
    max: 86_400,
    unit: 's',
    when: { field: 'onFailure', is: ['retry', 'requeue'] },
    group: repeat,
  },
  {
    kind: 'number',
    name: 'retryMaxDelay',
    label: 'Longest wait',
    help: 'No wait is longer. Brokers close a consumer that leaves a message unsettled for long: RabbitMQ after 30 minutes.',
    default: 60,
    min: 0,
    max: 86_400,
    unit: 's',
    when: { field: 'onFailure', is: ['retry', 'requeue'] },
    group: repeat,
    advanced: true,
  },
  {
    kind: 'choice',
    name: 'afterLimit',
    label: 'Then',
    help: 'What becomes of a message that failed each time.',
    default: 'park',
    options: [
      { value: 'park', label: 'Park' },
      { value: 'deadLetter', label: 'Dead-letter' },
      { value: 'discard', label: 'Discard' },
    ],
    when: { field: 'onFailure', is: ['retry', 'requeue'] },
    group: repeat,
  },
  {
    kind: 'text',
    name: 'parkingQueue',
    label: 'Parking queue',
    help: 'Where parked messages go, made durable when it is not there and something is to be parked. Left empty: the queue’s name and .parked.',
    placeholder: 'orders.parked',
    pattern: shortText,
    group: settling,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'deadLetterExchange',
    label: 'Dead-letter exchange',
    help: 'Dead-lettered messages are published there with the reason in their headers, and acknowledged once the broker has confirmed. Left empty: they are rejected, and the queue’s own dead-letter exchange takes them; a queue without one drops them.',
    pattern: shortText,
    group: settling,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'deadLetterRoutingKey',
    label: 'Dead-letter routing key',
    help: 'Left empty: the one the message came with.',
    pattern: shortText,
    group: settling,
    advanced: true,
  },
  {
    kind: 'bool',
    name: 'declare',
    label: 'Declare the queue',
    help: 'Makes the queue, and the exchange and bindings below, when they are not there. Off: the queue must be there already.',
    default: false,
    group: topology,
  },
  {
    kind: 'choice',
    name: 'queueType',
    label: 'Queue type',
    help: 'Quorum queues are replicated and count deliveries; classic ones are quicker on one machine.',
    default: 'classic',
    options: [
      { value: 'classic', label: 'Classic' },
      { value: 'quorum', label: 'Quorum' },
    ],
    when: { field: 'declare', is: [true] },
    group: topology,
  },
  {
    kind: 'bool',
    name: 'durable',
    label: 'Durable',
    help: 'The queue and the exchange survive a restart of the broker.',
    default: true,
    when: { field: 'declare', is: [true] },
    group: topology,
  },
  {
    kind: 'pairs',
    name: 'queueArguments',
    label: 'Queue arguments',
    help: 'x-dead-letter-exchange, x-message-ttl, x-max-length, ... A value that is a number, true or false is sent as such.',
    when: { field: 'declare', is: [true] },
    group: topology,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'exchange',
    label: 'Bind to exchange',
    help: 'The queue gets messages that are published to it. Left empty: only those sent to the queue by name.',
    placeholder: 'shop',
    pattern: shortText,
    when: { field: 'declare', is: [true] },
    group: topology,
  },
  {
    kind: 'choice',
    name: 'exchangeType',
    label: 'Exchange type',
    help: 'An exchange that is there already must be of this type.',
    default: 'topic',
    options: [
      { value: 'direct', label: 'Direct', help: 'By the very routing key.' },
      { value: 'topic', label: 'Topic', help: 'By a pattern: order.*.created, order.#.' },
      { value: 'fanout', label: 'Fanout', help: 'Each queue gets each message.' },
      {
        value: 'headers',
        label: 'Headers',
        help: 'By headers; the arguments below are what they must be.',
      },
    ],
    when: { field: 'declare', is: [true] },
    group: topology,
  },
  {
    kind: 'list',
    name: 'routingKeys',
    label: 'Routing keys',
    help: 'One binding for each. Left empty: one with an empty key.',
    placeholder: 'order.*.created',
    when: { field: 'declare', is: [true] },
    group: topology,
  },
  {
    kind: 'pairs',
    name: 'bindingArguments',
    label: 'Binding arguments',
    help: 'For a headers exchange: what the headers must be, and x-match.',
    when: { field: 'exchangeType', is: ['headers'] },
    group: topology,
    advanced: true,
  },
]

const defaults = 'Properties'

const outgoingFields: readonly Field[] = [
  broker,
  {
    kind: 'text',
    name: 'exchange',
    label: 'Exchange',
    help: 'Where messages are published, unless the call names another. Left empty: the default exchange, where the routing key is a queue’s name.',
    default: '',
    placeholder: 'shop',
    pattern: shortText,
  },
  {
    kind: 'text',
    name: 'routingKey',
    label: 'Routing key',
    help: 'Unless the call names another.',
    default: '',
    placeholder: 'order.created',
    pattern: shortText,
  },
  {
    kind: 'bool',
    name: 'mandatory',
    label: 'Must be routed',
    help: 'A message that no queue takes comes back and fails with OUTGOING_UNROUTABLE. Off: the broker drops it silently.',
    default: true,
  },
  {
    kind: 'choice',
    name: 'deliveryMode',
    label: 'Delivery mode',
    help: 'Does a message survive a restart of the broker, in a queue that does?',
    default: 'persistent',
    options: [
      { value: 'persistent', label: 'Persistent' },
      { value: 'transient', label: 'Transient' },
    ],
    group: defaults,
  },
  {
    kind: 'number',
    name: 'priority',
    label: 'Priority',
    help: 'Matters in priority queues only. 0 to 9, higher first.',
    default: 5,
    min: 0,
    max: 9,
    integer: true,
    group: defaults,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'contentType',
    label: 'Content type',
    help: 'Left empty: that of the message.',
    placeholder: 'application/json',
    pattern: shortText,
    group: defaults,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'contentEncoding',
    label: 'Content encoding',
    help: 'Said, not done: the body is sent as it is.',
    placeholder: 'utf-8',
    pattern: shortText,
    group: defaults,
    advanced: true,
  },
  {
    kind: 'number',
    name: 'expiration',
    label: 'Expires after',
    help: 'The broker drops or dead-letters a message that waited longer in a queue. Left empty: never.',
    min: 0,
    max: 4_294_967_295,
    integer: true,
    unit: 'ms',
    group: defaults,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'userId',
    label: 'User ID',
    help: 'The broker refuses any but the user that logged in. Left empty: not sent.',
    pattern: shortText,
    group: defaults,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'appId',
    label: 'Application ID',
    help: 'Left empty: not sent.',
    pattern: shortText,
    group: defaults,
    advanced: true,
  },
  {
    kind: 'number',
    name: 'poolSize',
    label: 'Connections',
    help: 'How many connections publish at the same time. With more than 1 the order of messages is not kept.',
    default: 1,
    min: 1,
    max: 1000,
    integer: true,
    group: 'Pool',
  },
  connection,
  {
    kind: 'number',
    name: 'maxInFlight',
    label: 'In flight',
    help: 'How many messages of each connection may wait for the broker’s confirm; further ones wait their turn.',
    default: 1000,
    min: 1,
    max: 100_000,
    integer: true,
    group: 'Pool',
    advanced: true,
  },
  {
    kind: 'number',
    name: 'timeout',
    label: 'Timeout',
    help: 'How long a message may wait for a connection and for the broker’s confirm. Never more than what the exchange has left. What was sent on a connection that broke is sent again within it, under the same message ID.',
    default: 15,
    min: 0.1,
    max: 3600,
    unit: 's',
    group: 'Pool',
  },
]

/** On a node: how each message is published. */
const call: readonly Field[] = [
  {
    kind: 'text',
    name: 'routingKey',
    label: 'Routing key',
    help: 'Left empty: the connection’s. Begin with = for an expression over the message.',
    default: '',
    expression: true,
    placeholder: '="order." & payload.country',
  },
  {
    kind: 'text',
    name: 'exchange',
    label: 'Exchange',
    help: 'Left empty: the connection’s. Begin with = for an expression over the message.',
    default: '',
    expression: true,
  },
  {
    kind: 'pairs',
    name: 'headers',
    label: 'Headers',
    help: 'Sent besides those every message gets. A value that begins with = is an expression over the message.',
    expression: true,
    advanced: true,
  },
]

type Values = Readonly<Record<string, unknown>>

function orderNote(isKept: boolean, why: string): readonly Note[] {
  return isKept ? [] : [{ words: 'order not kept', why }]
}

/** A saved number; one that is not saved, or is none, is the default of 1. */
function count(value: unknown): number {
  return typeof value === 'number' ? value : 1
}

function channelNotes({ poolSize, concurrency }: Values): readonly Note[] {
  const atOnce = count(poolSize) * count(concurrency)
  return orderNote(
    atOnce <= 1,
    `Up to ${atOnce} messages are worked on at once, so a later one can be done first. To keep the order, set Consumers and At once to 1.`,
  )
}

function outgoingNotes({ poolSize }: Values): readonly Note[] {
  return orderNote(
    count(poolSize) <= 1,
    `${count(poolSize)} connections publish at the same time, so a later message can be first in the queue. To keep the order, set Connections to 1.`,
  )
}

export const amqpDefinition: ConnectorDefinition = {
  type: 'amqp',
  title: 'AMQP',
  icon: 'Q',
  help: 'Takes messages from a queue, and publishes them to an exchange (AMQP 0-9-1, RabbitMQ).',
  channel: {
    fields: channelFields,
    replies: false,
    pulls: true,
    summary: ({ queue }) =>
      typeof queue === 'string' && queue !== '' ? `queue ${queue}` : 'no queue yet',
    notes: channelNotes,
    test: amqpTest,
    look: {
      title: 'Consumers at the broker',
      via: 'broker',
      needs: 'managementUrl',
      otherwise:
        'To see this queue’s consumers as the broker sees them, give the broker its management address: that of RabbitMQ’s management plugin.',
    },
  },
  outgoing: {
    fields: outgoingFields,
    call,
    answers: false,
    summary: ({ exchange, routingKey }) => {
      const key = typeof routingKey === 'string' && routingKey !== '' ? routingKey : undefined
      if (typeof exchange !== 'string' || exchange === '') return key ? `queue ${key}` : 'publish'
      return key ? `${exchange} / ${key}` : exchange
    },
    notes: outgoingNotes,
  },
}
