/** The HTTP API of RabbitMQ's management plugin, asked as the user of a broker, and what can go wrong with it. */
import { isIP } from 'node:net'
import type { Dispatcher } from 'undici'
import { Failure, type FailureCode } from '../../model/failure.ts'
import type { BrokerSettings } from './settings.ts'

/** Milliseconds for all that is asked. */
const patience = 10_000
/** Bytes of an answer: thousands of connections, each with its two names. */
const largestAnswer = 32 * 1024 * 1024

export interface Management {
  /**
   * @param path Its parts escaped: `/api/queues/%2F/orders`.
   * @param what Is asked, for the words of a failure: `queue "orders"`.
   * @throws Failure.
   */
  ask<T>(path: string, what: string): Promise<T>
  close(): Promise<void>
}

/**
 * undici is loaded with the first call: most runtimes are never asked. Bundled, it has its default export only.
 * @throws Failure when the broker has no management address.
 */
export async function openManagement(
  broker: BrokerSettings,
  signal: AbortSignal,
): Promise<Management> {
  const { managementUrl: url, user, password } = broker
  if (url === undefined) {
    throw new Failure(
      'OUTGOING_INCOMPLETE',
      `Broker "${broker.name}" has no management address: with one, its consumers show here. Fill in its field Management address.`,
      { at: { collection: 'connections', name: broker.name, field: 'managementUrl' } },
    )
  }
  const { default: undici } = await import('undici')
  const agent = new undici.Agent({
    maxResponseSize: largestAnswer,
    connect: { timeout: patience, ...(await tlsOptions(broker, url)) },
  })
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const until = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  return {
    ask: async <T>(path: string, what: string) => {
      const answer = await undici
        .request(`${url}${path}`, {
          dispatcher: agent,
          headers: { authorization, accept: 'application/json' },
          signal: until,
        })
        .then(readAnswer)
        .catch((error: Error) => {
          throw unreachable(broker, url, error)
        })
      return read(answer, broker, url, what) as T
    },
    close: () => agent.destroy(),
  }
}

async function tlsOptions({ tls, host }: BrokerSettings, url: string) {
  if (!url.startsWith('https:') || !tls) return {}
  const { rootCertificates } = await import('node:tls')
  const { verify, ca, certificate: cert, key, serverName } = tls
  const isSameHost = new URL(url).hostname === host
  return {
    rejectUnauthorized: verify,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName !== undefined && isSameHost && !isIP(serverName)
      ? { servername: serverName }
      : {}),
  }
}

interface ManagementAnswer {
  status: number
  text: string
}

async function readAnswer(answer: Dispatcher.ResponseData): Promise<ManagementAnswer> {
  return { status: answer.statusCode, text: await answer.body.text() }
}

/** @throws Failure when it is no success. */
function read(
  { status, text }: ManagementAnswer,
  broker: BrokerSettings,
  url: string,
  what: string,
): unknown {
  const said = parse(text)
  const make = (code: FailureCode, words: string) =>
    new Failure(code, `The management API of broker "${broker.name}" at ${url} ${words}`, {
      details: { broker: broker.name, address: url, status },
    })
  if (said === undefined || (status >= 300 && status < 400)) {
    throw make(
      'CHANNEL_REFUSED',
      `answered ${status} and nothing that RabbitMQ says. Check the field Management address.`,
    )
  }
  if (status === 200) return said
  const { error, reason } = said as { error?: unknown; reason?: unknown }
  const why = [error, reason].filter((one) => typeof one === 'string').join(': ')
  if (status === 401 && /management/i.test(why)) {
    throw make(
      'CHANNEL_LOGIN_FAILED',
      `does not let "${broker.user}" in: ${why}. The user needs the tag management at the broker.`,
    )
  }
  if (status === 401 || status === 403) {
    throw make(
      'CHANNEL_LOGIN_FAILED',
      `does not let "${broker.user}" in: ${status} ${why}. Check the fields User and Password.`,
    )
  }
  if (status === 404) {
    throw make('CHANNEL_REFUSED', `knows no ${what} in virtual host "${broker.vhost}".`)
  }
  throw make('CHANNEL_REFUSED', `could not tell of ${what}: ${status} ${why}`)
}

function parse(text: string): unknown {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null ? said : undefined
  } catch {
    return undefined
  }
}

function unreachable(broker: BrokerSettings, url: string, error: Error): Failure {
  if (error instanceof Failure) return error
  const { code } = error as { code?: unknown }
  const help =
    code === 'ECONNREFUSED'
      ? 'nothing listens there. Is the plugin on (rabbitmq-plugins enable rabbitmq_management)? Is the port right?'
      : error.name === 'TimeoutError'
        ? `no answer within ${patience / 1000} s.`
        : `${error.message}. Check the field Management address.`
  return new Failure(
    'CHANNEL_UNREACHABLE',
    `The management API of broker "${broker.name}" cannot be reached at ${url}: ${help}`,
    { cause: error, details: { broker: broker.name, address: url } },
  )
}
