/** An AMQP 0-9-1 broker: what channels and outgoing connections are made on, each with connections of its own. Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import type { Field } from '../../model/field.ts'

export const brokerType = 'amqp-broker'

const server = 'Server'
const login = 'Login'
const tls = 'TLS'
const tuning = 'Connection'
const management = 'Management'

const oneLine = { source: '[^\\r\\n\\0]*', message: 'must be one line' }

const fields: readonly Field[] = [
  {
    kind: 'text',
    name: 'host',
    label: 'Host',
    help: 'Name or address of the broker.',
    group: server,
    required: true,
    placeholder: 'rabbit.example.com',
    pattern: {
      source: '[^\\s/@]+',
      message: 'must be a host name or an address, without amqp:// and without a path',
    },
  },
  {
    kind: 'number',
    name: 'port',
    label: 'Port',
    help: 'Usually 5672; 5671 with TLS.',
    group: server,
    default: 5672,
    min: 1,
    max: 65_535,
    integer: true,
  },
  {
    kind: 'text',
    name: 'vhost',
    label: 'Virtual host',
    help: 'The part of the broker that queues and exchanges are in. Usually /.',
    group: server,
    default: '/',
    required: true,
    pattern: oneLine,
  },
  {
    kind: 'text',
    name: 'user',
    label: 'User',
    help: 'RabbitMQ lets guest in from the same machine only.',
    group: login,
    default: 'guest',
    required: true,
    pattern: oneLine,
  },
  {
    kind: 'secret',
    name: 'password',
    label: 'Password',
    help: 'Kept outside the project. Left empty: the word guest, as a fresh RabbitMQ expects of the user guest.',
    group: login,
  },
  {
    kind: 'bool',
    name: 'tls',
    label: 'TLS',
    help: 'Without it, the password and the messages can be read by anyone on the way.',
    group: tls,
    default: false,
  },
  {
    kind: 'bool',
    name: 'tlsVerify',
    label: 'Verify the certificate',
    help: 'Off: whoever stands in between can read and change everything. For tests only.',
    group: tls,
    default: true,
    when: { field: 'tls', is: [true] },
  },
  {
    kind: 'text',
    name: 'ca',
    label: 'Certificate authority',
    help: 'Trusted besides those the system knows: one or more certificates as PEM text.',
    group: tls,
    multiline: true,
    placeholder: '-----BEGIN CERTIFICATE-----',
    when: { field: 'tls', is: [true] },
  },
  {
    kind: 'text',
    name: 'clientCertificate',
    label: 'Client certificate',
    help: 'Shown to a broker that asks for one, as PEM text.',
    group: tls,
    multiline: true,
    advanced: true,
    when: { field: 'tls', is: [true] },
  },
  {
    kind: 'secret',
    name: 'clientKey',
    label: 'Client key',
    help: 'The private key of the client certificate as PEM text, kept outside the project.',
    group: tls,
    advanced: true,
    when: { field: 'tls', is: [true] },
  },
  {
    kind: 'text',
    name: 'serverName',
    label: 'Server name',
    help: 'The name the certificate must be of, when it is not the host’s.',
    group: tls,
    advanced: true,
    pattern: oneLine,
    when: { field: 'tls', is: [true] },
  },
  {
    kind: 'number',
    name: 'heartbeat',
    label: 'Heartbeat',
    help: 'Seconds between signs of life; a broker silent for two of them is taken for gone and connected to again. 0 switches it off. The broker may ask for a smaller one.',
    group: tuning,
    default: 30,
    min: 0,
    max: 3600,
    integer: true,
    unit: 's',
  },
  {
    kind: 'number',
    name: 'frameMax',
    label: 'Largest frame',
    help: 'Longer messages travel in several frames of this size. The broker may ask for a smaller one.',
    group: tuning,
    default: 131_072,
    min: 4096,
    max: 16_777_216,
    integer: true,
    unit: 'bytes',
    advanced: true,
  },
  {
    kind: 'number',
    name: 'connectTimeout',
    label: 'Connect timeout',
    help: 'How long connecting and logging in may take.',
    group: tuning,
    default: 10,
    min: 0.1,
    max: 600,
    unit: 's',
    advanced: true,
  },
  {
    kind: 'number',
    name: 'longestWait',
    label: 'Longest wait',
    help: 'A connection that cannot be made is tried again, for ever: after half a second at first, then twice as long each time, up to this.',
    group: tuning,
    default: 30,
    min: 0.1,
    max: 3600,
    unit: 's',
    advanced: true,
  },
  {
    kind: 'text',
    name: 'connectionName',
    label: 'Connection name',
    help: 'What the broker’s own tools show before the rest: NAME/<project>/<channel or outgoing>/<its name>/<host>/<process>/<number>.',
    group: tuning,
    default: 'patchbay',
    pattern: { source: '[^\\r\\n\\0]{0,60}', message: 'must be one line of at most 60 characters' },
    advanced: true,
  },
  {
    kind: 'text',
    name: 'managementUrl',
    label: 'Management address',
    help: 'Of the RabbitMQ management plugin, for showing a channel’s consumers as the broker sees them. It is asked with the user and password above.',
    group: management,
    placeholder: 'http://rabbit.example.com:15672',
    pattern: {
      source: 'https?://[^\\s/?#@]+(?:/[^\\s?#]*)?',
      message: 'must be http:// or https:// and a host; no login, ? or #',
    },
  },
]

export const brokerDefinition: ConnectorDefinition = {
  type: brokerType,
  title: 'AMQP broker',
  icon: 'B',
  help: 'Where a message broker is (AMQP 0-9-1, RabbitMQ) and who logs in; AMQP channels and connections are made on it.',
  shared: {
    word: 'broker',
    plural: 'brokers',
    fields,
    summary: (values) => {
      const { host, port, vhost } = values
      if (typeof host !== 'string' || host === '') return 'no host yet'
      const scheme = values.tls === true ? 'amqps' : 'amqp'
      const usual = values.tls === true ? 5671 : 5672
      const at = typeof port === 'number' && port !== usual ? `:${port}` : ''
      const path = typeof vhost === 'string' && vhost !== '/' ? `/${vhost}` : ''
      return `${scheme}://${host}${at}${path}`
    },
  },
}
