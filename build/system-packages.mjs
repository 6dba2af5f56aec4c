// The Debian packages that Patchbay needs from the system, in one place. A test that wants another
// real server adds its package to `forTests`. `a|b` means that either does: newer Debians renamed
// some, and the first name is still what apt is asked for.

/** What an Electron window needs, and a display where there is none. */
export const forWindow = [
  'libgtk-3-0|libgtk-3-0t64',
  'libnss3',
  'libasound2|libasound2t64',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'xvfb',
  'xauth',
]

/** The real peers that tests start on loopback ports of their own, and what makes their keys. */
export const forTests = [
  'vsftpd',
  'openssl',
  'curl',
  'rabbitmq-server',
  // Two AMQP clients that are not ours.
  'amqp-tools',
  'python3-pika',
  // A SOAP client.
  'python3-zeep',
]

/**
 * What would run by itself as soon as its package is there, by package: tests start their own.
 * @type {Record<string, string[]>}
 */
export const daemons = {
  vsftpd: ['vsftpd.service'],
  'rabbitmq-server': ['rabbitmq-server.service', 'epmd.service', 'epmd.socket'],
}
