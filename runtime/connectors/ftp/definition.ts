/** FTP and FTPS, outgoing. Pure data: palette, form, check, typings and documentation are made from it. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import type { Field } from '../../model/field.ts'

const connection = 'Server'
const login = 'Login'
const security = 'Security'
const limits = 'Pool and timeouts'
const files = 'Files'

const fields: readonly Field[] = [
  {
    kind: 'text',
    name: 'host',
    label: 'Host',
    help: 'Name or address of the FTP server.',
    group: connection,
    required: true,
    placeholder: 'ftp.example.com',
    pattern: {
      source: '[^\\s/@]+',
      message: 'must be a host name or an address, without ftp:// and without a path',
    },
  },
  {
    kind: 'number',
    name: 'port',
    label: 'Port',
    help: 'Usually 21; 990 for implicit TLS.',
    group: connection,
    default: 21,
    min: 1,
    max: 65_535,
    integer: true,
  },
  {
    kind: 'text',
    name: 'root',
    label: 'Root directory',
    help: 'All paths are taken from here. Left empty: a path that begins with / is the server’s own, any other starts in the directory the server puts the user in.',
    group: connection,
    default: '',
    placeholder: '/data',
    pattern: { source: '[^\\r\\n\\0]*', message: 'must be one line' },
  },
  {
    kind: 'text',
    name: 'user',
    label: 'User',
    help: 'Left alone: anonymous.',
    group: login,
    default: 'anonymous',
    pattern: { source: '[^\\r\\n\\0]*', message: 'must be one line' },
  },
  {
    kind: 'secret',
    name: 'password',
    label: 'Password',
    help: 'Kept outside the project. Left empty: the word guest, as anonymous servers expect.',
    group: login,
  },
  {
    kind: 'choice',
    name: 'security',
    label: 'Security',
    help: 'Without TLS the password and the files can be read by anyone on the way.',
    group: security,
    default: 'none',
    options: [
      { value: 'none', label: 'None', help: 'Plain FTP.' },
      {
        value: 'explicit',
        label: 'Explicit TLS',
        help: 'AUTH TLS on the ordinary port (RFC 4217).',
      },
      {
        value: 'implicit',
        label: 'Implicit TLS',
        help: 'TLS from the first byte, usually port 990.',
      },
    ],
  },
  {
    kind: 'bool',
    name: 'verifyCertificate',
    label: 'Verify the certificate',
    help: 'Refuses a server whose certificate is not signed by a known authority, has expired or is of another host.',
    group: security,
    default: true,
    when: { field: 'security', is: ['explicit', 'implicit'] },
  },
  {
    kind: 'text',
    name: 'ca',
    label: 'Certificate authority',
    help: 'Trusted besides those the system knows: one or more certificates as PEM text, for a server with a certificate of your own.',
    group: security,
    multiline: true,
    placeholder: '-----BEGIN CERTIFICATE-----',
    when: { field: 'security', is: ['explicit', 'implicit'] },
  },
  {
    kind: 'number',
    name: 'poolSize',
    label: 'Sessions at once',
    help: 'How many logins are open at the same time at most; more calls than that wait their turn. Servers often limit the logins of a user.',
    group: limits,
    default: 4,
    min: 1,
    max: 100,
    integer: true,
  },
  {
    kind: 'number',
    name: 'connectTimeout',
    label: 'Connect timeout',
    help: 'How long connecting and logging in may take.',
    group: limits,
    default: 10,
    min: 0.1,
    max: 600,
    unit: 's',
  },
  {
    kind: 'number',
    name: 'transferTimeout',
    label: 'Silence timeout',
    help: 'How long the server may be silent while a command or a transfer is under way. A slow transfer that moves is not cut off.',
    group: limits,
    default: 30,
    min: 0.1,
    max: 3600,
    unit: 's',
  },
  {
    kind: 'number',
    name: 'idleTimeout',
    label: 'Idle timeout',
    help: 'A session not used for this long is logged out. Keep it below the limit of the server.',
    group: limits,
    default: 60,
    min: 0.1,
    max: 86_400,
    unit: 's',
    advanced: true,
  },
  {
    kind: 'bool',
    name: 'keepAlive',
    label: 'Keep connections alive',
    help: 'TCP keep-alive, so that firewalls do not drop a session while a long transfer is under way.',
    group: limits,
    default: true,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'temporarySuffix',
    label: 'Temporary suffix',
    help: 'An upload goes to a name with this ending beside the file and is renamed when whole, so that nobody reads half a file.',
    group: files,
    default: '.part',
    required: true,
    pattern: { source: '[^\\s/\\\\\\0]+', message: 'must be without spaces and slashes' },
    advanced: true,
  },
  {
    kind: 'choice',
    name: 'encoding',
    label: 'Encoding of names',
    help: 'How the server writes the names of files. Old servers may use Latin-1.',
    group: files,
    default: 'utf8',
    options: [
      { value: 'utf8', label: 'UTF-8' },
      { value: 'latin1', label: 'Latin-1' },
    ],
    advanced: true,
  },
]

/** On a node: what to do there with each message. */
const call: readonly Field[] = [
  {
    kind: 'choice',
    name: 'operation',
    label: 'Operation',
    help: 'What to do on the server with each message.',
    default: 'upload',
    options: [
      {
        value: 'upload',
        label: 'Upload',
        help: 'The body becomes a file; the message goes on as it is.',
      },
      { value: 'download', label: 'Download', help: 'The file becomes the body of the message.' },
      {
        value: 'list',
        label: 'List',
        help: 'The message goes on with a list of names, sizes and times.',
      },
      { value: 'exists', label: 'Exists', help: 'The message goes on with true or false.' },
      {
        value: 'rename',
        label: 'Rename',
        help: 'Renames or moves a file; the message goes on as it is.',
      },
      { value: 'remove', label: 'Remove', help: 'Removes a file; the message goes on as it is.' },
      {
        value: 'makeDir',
        label: 'Make directory',
        help: 'With all directories above it; the message goes on as it is.',
      },
    ],
  },
  {
    kind: 'text',
    name: 'path',
    label: 'Path',
    help: 'Of the file or directory, from the root directory of the connection. Begin with = for an expression over the message.',
    default: '="/" & cid & ".bin"',
    required: true,
    expression: true,
    placeholder: '/in/orders.csv',
  },
  {
    kind: 'text',
    name: 'to',
    label: 'New path',
    help: 'Where the file goes. Begin with = for an expression over the message.',
    required: true,
    expression: true,
    placeholder: '="/done/" & cid & ".bin"',
    when: { field: 'operation', is: ['rename'] },
  },
  {
    kind: 'choice',
    name: 'existing',
    label: 'If the file is there',
    help: 'What to do when the server has a file of that name already.',
    default: 'replace',
    options: [
      { value: 'replace', label: 'Replace it' },
      { value: 'refuse', label: 'Fail' },
      { value: 'skip', label: 'Leave it and go on' },
    ],
    when: { field: 'operation', is: ['upload'] },
  },
  {
    kind: 'bool',
    name: 'makeDir',
    label: 'Make missing directories',
    help: 'Makes the directories of the path when they are not there.',
    default: true,
    when: { field: 'operation', is: ['upload', 'rename'] },
  },
]

export const ftpDefinition: ConnectorDefinition = {
  type: 'ftp',
  title: 'FTP',
  icon: 'F',
  help: 'Puts files on an FTP or FTPS server and gets them from it.',
  outgoing: {
    fields,
    call,
    // `send` gives back what goes on: the answer of download, list and exists, else the message it was handed.
    answers: true,
    summary: (values) => {
      const secure = values.security === 'explicit' || values.security === 'implicit'
      const host = typeof values.host === 'string' && values.host !== '' ? values.host : undefined
      if (host === undefined) return 'no host yet'
      const usual = values.security === 'implicit' ? 990 : 21
      const port = typeof values.port === 'number' && values.port !== usual ? `:${values.port}` : ''
      const root = typeof values.root === 'string' ? values.root.replace(/^(?!\/)(?=.)/, '/') : ''
      return `${secure ? 'ftps' : 'ftp'}://${host}${port}${root}`
    },
  },
}
