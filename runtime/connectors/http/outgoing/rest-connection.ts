/** An open REST connection: connects when first used, tells when the other side cannot be reached and when it can again. */
import { newCid, newTraceparent } from '../../../message/cid.ts'
import type { Signer } from '../../../message/guard.ts'
import { pingedInstead } from '../../../message/stand-ins.ts'
import { Failure } from '../../../model/failure.ts'
import type { Condition, Outgoing, Spec, Surroundings } from '../../connector.ts'
import { encodings } from '../read-request.ts'
import type { Answer } from './answer.ts'
import { makeCall } from './call.ts'
import { Peer } from './peer.ts'
import { BoundRestClient } from './rest-client.ts'
import { answerOf, callOf } from './send.ts'
import { type RestSettings, settingsOf } from './settings.ts'
import { askSigned } from './signed.ts'

/** Failures that say something of the peer and not of one message. */
const telling = new Set([
  'OUTGOING_UNREACHABLE',
  'OUTGOING_TIMED_OUT',
  'OUTGOING_LOST',
  'OUTGOING_REFUSED',
  'OUTGOING_LOGIN_FAILED',
])

export function openRest(spec: Spec, surroundings: Surroundings): Outgoing {
  const settings = settingsOf(spec, signerFor(spec, surroundings))
  const peer = new Peer(settings)
  let trouble: Failure | undefined

  function condition(): Condition {
    const address = settings.origin + settings.basePath
    const figures = peer.figures
    if (!trouble) return { state: 'ready', address, figures }
    return { state: 'failing', reason: trouble.toData(), address, figures }
  }

  function heard(outcome: Answer | Failure): void {
    if (outcome instanceof Failure && !telling.has(outcome.code)) return
    const before = trouble
    trouble = outcome instanceof Failure ? outcome : undefined
    if (trouble?.code !== before?.code) surroundings.onCondition(settings.name, condition())
  }

  return {
    client: (exchange) =>
      new BoundRestClient(settings, peer, exchange, heard, () =>
        exchange.step(
          {
            at: { collection: 'connections', name: settings.name },
            label: 'ping',
            recorded: pingedInstead,
          },
          () => ping(settings, peer, exchange.signal).then(tell, told),
        ),
      ),
    async send(message, fields, exchange) {
      const call = callOf(message, fields, exchange)
      return answerOf(await makeCall(call, exchange, settings, peer, heard), fields)
    },
    ping: (signal) => ping(settings, peer, signal).then(tell, told),
    condition,
    close: (signal) => peer.close(signal),
  }

  function tell({ answer, ...result }: Pinged): { took: number; detail: string } {
    heard(answer)
    return result
  }

  function told(thrown: unknown): never {
    if (thrown instanceof Failure) heard(thrown)
    throw thrown
  }
}

/** @throws Failure that says why the definition cannot sign: nothing is sent as nobody instead. */
function signerFor({ name, values }: Spec, { signer }: Surroundings): Signer | undefined {
  const { security } = values
  if (security === undefined || security === '') return undefined
  if (signer) return signer(String(security))
  const at = { collection: 'connections', name, field: 'security' } as const
  throw new Failure('SECURITY_NOT_FOUND', 'No security definitions are known here.', { at })
}

interface Pinged {
  took: number
  detail: string
  answer: Answer
}

/** Any answer below 500 will do: whoever answers 404 is there. */
async function ping(settings: RestSettings, peer: Peer, signal: AbortSignal): Promise<Pinged> {
  const { method, path: added = '' } = settings.ping
  const path = settings.basePath + added || '/'
  const label = `${method} ${settings.origin}${path}`
  const began = performance.now()
  const headers = {
    'user-agent': 'Patchbay',
    'accept-encoding': encodings,
    ...settings.headers,
    'x-patchbay-cid': newCid(),
    traceparent: newTraceparent(),
  }
  const { timeout, signer } = settings
  const answer = await askSigned(
    peer,
    { method, path, headers, body: undefined, timeout, signals: [signal], label },
    signer,
  )
  if (answer.status >= 500) answer.orThrow()
  const took = performance.now() - began
  return { took, detail: `${label} answered ${answer.status}`, answer }
}
