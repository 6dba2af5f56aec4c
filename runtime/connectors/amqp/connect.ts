/**
 * One connection to a broker: made, logged in, closed. What amqplib leaves to others is done here: a limit on the whole
 * of connecting, and an end to sockets whose other side is silent.
 */
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import type { ChannelModel } from 'amqplib'
import { coalesce } from './coalesce.ts'
import { clientProperties, connectionName, type Who } from './identity.ts'
import type { BrokerSettings, BrokerTls } from './settings.ts'

export class TimedOut extends Error {}

// The system's own first probe comes after two hours, when any firewall has long forgotten the connection.
const keepAliveDelay = 15_000

/** Milliseconds that a broker has to agree to our leaving. */
const farewell = 1000

/**
 * Its 'error' and 'close' events are the caller's to listen to, at once.
 * @param attempt Aborted by the caller to give up, and here when it takes too long; whatever was there is then gone.
 * @throws Whatever amqplib, a socket or TLS throw; TimedOut; the reason of the abort.
 */
export async function connect(
  broker: BrokerSettings,
  who: Who,
  attempt: AbortController,
): Promise<ChannelModel> {
  const late = () => attempt.abort(new TimedOut('It took too long.'))
  const timer = setTimeout(late, broker.connectTimeout)
  try {
    // Loaded with the first connection: a runtime without brokers starts sooner. Bundled, its only export is the default one.
    const { default: amqp } = await import('amqplib')
    const tls = broker.tls && (await tlsOptions(broker, broker.tls))
    attempt.signal.throwIfAborted()
    const model = await amqp.connect(place(broker), {
      noDelay: true,
      keepAlive: true,
      keepAliveDelay,
      clientProperties: clientProperties(broker, who, connectionName(broker.connectionName, who)),
      // Node's own, of any socket; the typings of amqplib know only those of TLS.
      ...{ signal: attempt.signal },
      ...tls,
    })
    const { stream } = model.connection as { stream?: Duplex }
    if (stream) coalesce(stream)
    return model
  } catch (thrown) {
    throw attempt.signal.aborted ? attempt.signal.reason : thrown
  } finally {
    clearTimeout(timer)
  }
}

/** amqplib ignores a heartbeat and a frame size among the socket's options, and takes the virtual host escaped. */
function place({ tls, host, port, vhost, user, password, heartbeat, frameMax }: BrokerSettings) {
  return {
    protocol: tls ? 'amqps' : 'amqp',
    hostname: host,
    port,
    vhost: encodeURIComponent(vhost),
    username: user,
    password,
    heartbeat,
    frameMax,
    // Of a frame that comes in; a broker that keeps to what was agreed sends no longer one.
    maxFrameSize: frameMax,
  }
}

// With the certificates of all authorities one is 10 ms of work and a megabyte: once for each broker, not for each connection.
const contexts = new Map<string, SecureContext>()
/** Brokers whose settings were changed stay among them until others have come. */
const mostContexts = 16

async function tlsOptions(broker: BrokerSettings, { verify, serverName, ...pem }: BrokerTls) {
  const secureContext = contexts.get(broker.key) ?? (await newContext(pem))
  contexts.delete(broker.key)
  contexts.set(broker.key, secureContext)
  if (contexts.size > mostContexts) contexts.delete([...contexts.keys()][0] ?? '')
  return {
    secureContext,
    rejectUnauthorized: verify,
    ...(serverName === undefined ? {} : { servername: serverName }),
  }
}

/** @throws What OpenSSL says of a text that is no PEM, or of a key that is not the certificate's. */
async function newContext({ ca, certificate, key }: Pick<BrokerTls, 'ca' | 'certificate' | 'key'>) {
  const [{ createSecureContext, rootCertificates }, { X509Certificate }] = await Promise.all([
    import('node:tls'),
    import('node:crypto'),
  ])
  // For it throws: a context passes over what is no certificate.
  if (ca !== undefined) new X509Certificate(ca)
  return createSecureContext({
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
  })
}

/** Takes its leave from the broker, and is gone within a second even when that does not answer. Never rejects. */
export async function disconnect(model: ChannelModel): Promise<void> {
  await within(farewell, () => model.close())
  cut(model)
}

/** Ends the socket at once: amqplib only half-closes it, which a silent peer never notices. */
export function cut(model: ChannelModel): void {
  const { stream } = model.connection as { stream?: Duplex }
  // With an error, since amqplib stops its heartbeat timers only when it is told of one.
  if (stream && !stream.destroyed) stream.destroy(new Error('The connection was ended here.'))
}

/** Waits for the end of the work, good or bad, but not longer than the limit, in milliseconds. */
export async function within(limit: number, work: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit)
  })
  // amqplib throws at once when it is closed already.
  const done = (async () => void (await work()))().catch(() => undefined)
  await Promise.race([done, late])
  clearTimeout(timer)
}
