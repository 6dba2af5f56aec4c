/** What can be set of a message that tests an AMQP channel. Pure data. */
import type { Field } from '../../model/field.ts'
import type { TestBodyFormat, TestDefinition, TestFacts } from '../../model/testing.ts'

const line: readonly Field[] = [
  {
    kind: 'text',
    name: 'exchange',
    label: 'Exchange',
    help: 'Left empty, the default exchange: the routing key is the name of a queue.',
    placeholder: 'default exchange',
  },
  {
    kind: 'text',
    name: 'routingKey',
    label: 'Routing key',
    help: 'Straight into the flow it is only told to the service.',
    placeholder: 'routing key',
  },
]

const text = (name: string, label: string, help: string): Field => ({
  kind: 'text',
  name,
  label,
  help,
})

const fields: readonly Field[] = [
  {
    kind: 'choice',
    name: 'deliveryMode',
    label: 'Delivery mode',
    help: 'Does it outlive a restart of the broker?',
    default: 'persistent',
    options: [
      { value: 'persistent', label: 'Persistent' },
      { value: 'transient', label: 'Transient' },
    ],
  },
  { kind: 'number', name: 'priority', label: 'Priority', help: '0 to 9.', min: 0, max: 9 },
  text('correlationId', 'Correlation ID', 'What an answer to it would name.'),
  text('replyTo', 'Reply to', 'Where an answer to it would go.'),
  text('expiration', 'Expiration', 'Milliseconds it may wait in its queue.'),
  text('messageId', 'Message ID', 'Left empty, a new one for each send.'),
  text('type', 'Type', 'What kind of message it is, in the words of those who send and take it.'),
  text('appId', 'App ID', 'Who sends it.'),
  {
    kind: 'bool',
    name: 'redelivered',
    label: 'Redelivered',
    help: 'Straight into the flow only: a broker says so by itself.',
    default: false,
  },
]

/** The properties that the form has, by their names there. */
const kept = ['priority', 'correlationId', 'replyTo', 'expiration', 'messageId', 'type', 'appId']

function valuesOf({ headers, amqp }: TestFacts): Record<string, unknown> {
  if (!amqp) return {}
  const properties = Object.entries(amqp.properties).filter(
    ([name, value]) => kept.includes(name) && value !== undefined && value !== '',
  )
  const isTransient = 'deliveryMode' in amqp.properties && amqp.properties.deliveryMode === 1
  // What the message shows as a text is sent as a text.
  const rows = Object.entries(headers).map(([name, value]) => ({ name, value }))
  return {
    ...{ exchange: amqp.exchange, routingKey: amqp.routingKey },
    ...Object.fromEntries(properties),
    ...(isTransient ? { deliveryMode: 'transient' } : {}),
    ...(amqp.redelivered ? { redelivered: true } : {}),
    ...(rows.length === 0 ? {} : { headers: rows }),
  }
}

export const amqpTest: TestDefinition = {
  line,
  tables: [{ name: 'headers', label: 'Headers', help: 'Sent as texts.' }],
  fields,
  bodyFormat: ({ dataFormat }) =>
    dataFormat === undefined || dataFormat === 'none' ? 'text' : (dataFormat as TestBodyFormat),
  initial: ({ queue }) => ({ exchange: '', routingKey: queue ?? '', headers: [] }),
  valuesOf,
  flowNote: 'No broker is asked or told; how it would have been settled is shown.',
  verb: 'Send',
}
