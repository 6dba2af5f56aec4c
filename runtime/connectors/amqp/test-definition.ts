/** What can be set of a message that tests an AMQP channel. Pure data. */
import type { Field } from '../../model/field.ts'
import type { TestBodyFormat, TestDefinition } from '../../model/testing.ts'

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

export const amqpTest: TestDefinition = {
  line,
  tables: [{ name: 'headers', label: 'Headers', help: 'Sent as texts.' }],
  fields,
  bodyFormat: ({ dataFormat }) =>
    dataFormat === undefined || dataFormat === 'none' ? 'text' : (dataFormat as TestBodyFormat),
  initial: ({ queue }) => ({ exchange: '', routingKey: queue ?? '', headers: [] }),
  flowNote: 'No broker is asked or told; how it would have been settled is shown.',
  verb: 'Send',
}
