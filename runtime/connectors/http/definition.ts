/** REST over HTTP/1.1: the channel, the outgoing connection and what a node on a flow does with it. Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import type { Field } from '../../model/field.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

const verbOptions = verbs.map((verb) => ({ value: verb, label: verb }))

const formatOptions = [
  { value: 'json', label: 'JSON' },
  { value: 'xml', label: 'XML' },
  { value: 'form', label: 'Form' },
  { value: 'csv', label: 'CSV' },
] as const

/** `/customers/{cust_id}`, `/v{version}/report-{day}.csv`, `/files/{path*}`. Each part begins with a slash. */
const pathPattern = {
  source:
    '(?=/)(?:/(?:[^/?#{}:*\\s]|\\{[A-Za-z][A-Za-z0-9_]*\\}(?=[-./]|$))*)*(?:/\\{[A-Za-z][A-Za-z0-9_]*\\*\\})?',
  message:
    'must begin with / and hold no space, ?, #, : or *. A parameter is {name}, followed by /, -, . or the end; {name*} at the end takes the rest',
}

const cors = 'Browsers (CORS)'

const channelFields: readonly Field[] = [
  {
    kind: 'text',
    name: 'path',
    label: 'Path',
    help: 'Where callers reach the channel. {name} takes one part of the path, {name*} at the end all that is left.',
    placeholder: '/customers/{cust_id}',
    required: true,
    pattern: pathPattern,
  },
  {
    kind: 'choice',
    name: 'method',
    label: 'Method',
    help: 'Another method is answered 405. HEAD is answered as GET without the body, OPTIONS by the channel itself.',
    default: 'ANY',
    options: [{ value: 'ANY', label: 'Any' }, ...verbOptions],
  },
  {
    kind: 'choice',
    name: 'dataFormat',
    label: 'Data format',
    help: 'How the body becomes the payload; what is malformed is answered 400 with its position. None: the bytes, untouched.',
    default: 'none',
    options: [{ value: 'none', label: 'None (bytes)' }, ...formatOptions],
  },
  {
    kind: 'number',
    name: 'timeout',
    label: 'Timeout',
    help: 'How long the whole exchange may take before the caller is answered 504.',
    default: 30,
    min: 0.1,
    max: 86_400,
    unit: 's',
  },
  {
    kind: 'number',
    name: 'maxSize',
    label: 'Size limit',
    help: 'A larger body, after decompression, is answered 413.',
    default: 10,
    min: 0.001,
    max: 1024,
    unit: 'MiB',
  },
  {
    kind: 'number',
    name: 'maxConcurrent',
    label: 'At once',
    help: 'How many requests may be in hand; further ones are answered 503 with Retry-After.',
    default: 1000,
    min: 1,
    max: 100_000,
    integer: true,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'replyContentType',
    label: 'Reply content type',
    help: 'Used when the reply names none. Left alone, it follows from what the reply is.',
    placeholder: 'application/json',
    pattern: { source: '[\\x20-\\x7e]*', message: 'must be plain ASCII' },
    advanced: true,
  },
  {
    kind: 'list',
    name: 'corsOrigins',
    label: 'Origins',
    help: 'Web pages that may call the channel from a browser, or * for all. Left empty, none may.',
    placeholder: 'https://app.example.com',
    group: cors,
    advanced: true,
  },
  {
    kind: 'bool',
    name: 'corsCredentials',
    label: 'Credentials',
    help: 'May the browser send cookies and logins along?',
    default: false,
    group: cors,
    advanced: true,
  },
  {
    kind: 'list',
    name: 'corsHeaders',
    label: 'Request headers',
    help: 'Headers a page may send. Left empty, whatever the browser asks for.',
    placeholder: 'Content-Type',
    group: cors,
    advanced: true,
  },
  {
    kind: 'list',
    name: 'corsExpose',
    label: 'Readable headers',
    help: 'Headers of the answer that a page may read, besides X-Patchbay-CID.',
    group: cors,
    advanced: true,
  },
  {
    kind: 'number',
    name: 'corsMaxAge',
    label: 'Preflight kept',
    help: 'How long a browser may remember that a call is allowed.',
    default: 600,
    min: 0,
    max: 86_400,
    integer: true,
    unit: 's',
    group: cors,
    advanced: true,
  },
]

const retries = 'Retries'
const tls = 'TLS'
const health = 'Ping'

const outgoingFields: readonly Field[] = [
  {
    kind: 'text',
    name: 'url',
    label: 'URL',
    help: 'The base address; the paths of calls are added to it.',
    placeholder: 'https://erp.example.com/api',
    required: true,
    pattern: {
      source: 'https?://[^\\s/?#@]+(?:/[^\\s?#]*)?',
      message: 'must be http:// or https://, a host and perhaps a path; no login, ? or #',
    },
  },
  {
    kind: 'number',
    name: 'timeout',
    label: 'Timeout',
    help: 'How long one try may take, connecting included. Never more than what the exchange has left.',
    default: 10,
    min: 0.1,
    max: 3600,
    unit: 's',
  },
  {
    kind: 'number',
    name: 'poolSize',
    label: 'Connections',
    help: 'How many connections may be open at once. Further calls wait for one.',
    default: 20,
    min: 1,
    max: 1000,
    integer: true,
  },
  {
    kind: 'pairs',
    name: 'headers',
    label: 'Headers',
    help: 'Sent with each call, unless the call has the same header itself.',
    advanced: true,
  },
  {
    kind: 'number',
    name: 'maxSize',
    label: 'Size limit',
    help: 'A larger answer is refused.',
    default: 100,
    min: 0.001,
    max: 1024,
    unit: 'MiB',
    advanced: true,
  },
  {
    kind: 'number',
    name: 'retryAttempts',
    label: 'Tries',
    help: 'How often to try in all, the first time included. Only GET, HEAD, PUT, DELETE and OPTIONS are tried again, after a lost connection, 429, 502, 503 or 504.',
    default: 3,
    min: 1,
    max: 20,
    integer: true,
    group: retries,
    advanced: true,
  },
  {
    kind: 'number',
    name: 'retryDelay',
    label: 'First wait',
    help: 'Each further wait is twice as long, less a random part. Retry-After of the answer is honoured.',
    default: 0.2,
    min: 0,
    max: 3600,
    unit: 's',
    group: retries,
    advanced: true,
  },
  {
    kind: 'number',
    name: 'retryMaxDelay',
    label: 'Longest wait',
    help: 'No wait is longer.',
    default: 10,
    min: 0,
    max: 3600,
    unit: 's',
    group: retries,
    advanced: true,
  },
  {
    kind: 'bool',
    name: 'tlsVerify',
    label: 'Verify certificate',
    help: 'Off: whoever stands in between can read and change everything. For tests only.',
    default: true,
    group: tls,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'tlsCa',
    label: 'CA certificates',
    help: 'PEM. Trusted for this connection besides those the system trusts.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    multiline: true,
    group: tls,
    advanced: true,
    when: { field: 'tlsVerify', is: [true] },
  },
  {
    kind: 'choice',
    name: 'pingMethod',
    label: 'Method',
    help: 'How a ping asks.',
    default: 'HEAD',
    options: [
      { value: 'HEAD', label: 'HEAD' },
      { value: 'GET', label: 'GET' },
      { value: 'OPTIONS', label: 'OPTIONS' },
    ],
    group: health,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'pingPath',
    label: 'Path',
    help: 'Added to the URL for a ping; left alone, the URL itself. Any answer below 500 means that the peer is there.',
    placeholder: '/health',
    pattern: { source: '/[^\\s#]*', message: 'must begin with /' },
    group: health,
    advanced: true,
  },
]

const callFields: readonly Field[] = [
  {
    kind: 'choice',
    name: 'method',
    label: 'Method',
    help: 'GET, HEAD and OPTIONS send no body.',
    default: 'POST',
    options: verbOptions,
  },
  {
    kind: 'text',
    name: 'path',
    label: 'Path',
    help: 'Added to the URL of the connection. {name} is filled from the element of that name of the payload, or from the parameters of the request.',
    default: '/',
    placeholder: '/bills/{cust_id}',
    expression: true,
  },
  {
    kind: 'pairs',
    name: 'query',
    label: 'Query',
    help: 'Added after the ?. Names with an empty value are left out.',
    expression: true,
  },
  {
    kind: 'pairs',
    name: 'headers',
    label: 'Headers',
    help: 'Sent with this call.',
    expression: true,
  },
  {
    kind: 'choice',
    name: 'bodyFormat',
    label: 'Body',
    help: 'How the payload is written. As it is: the bytes of the message, with its content type.',
    default: 'json',
    options: [{ value: 'none', label: 'As it is (bytes)' }, ...formatOptions],
    when: { field: 'method', is: ['POST', 'PUT', 'PATCH', 'DELETE'] },
  },
  {
    kind: 'bool',
    name: 'failOnError',
    label: 'An answer of 400 and above is a failure',
    help: 'Off: it goes on as a message, its status in properties.status.',
    default: true,
  },
]

export const restDefinition: ConnectorDefinition = {
  type: 'rest',
  title: 'REST',
  icon: 'R',
  help: 'HTTP with paths, methods and bodies: a way in for callers, or a way out to an API.',
  channel: {
    fields: channelFields,
    replies: true,
    // Paths that differ only in what their parameters are called match the same requests (`path.ts`, `shape`).
    claims: (values) =>
      `${values.method ?? 'ANY'} ${String(values.path ?? '').replace(/\{\w+(\*?)\}/g, '{$1}')}`,
    summary: (values) => `${values.method ?? 'ANY'} ${values.path ?? ''}`,
  },
  outgoing: {
    fields: outgoingFields,
    call: callFields,
    answers: true,
    summary: (values) => String(values.url ?? ''),
  },
}
