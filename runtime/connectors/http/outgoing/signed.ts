/** One attempt with what proves who we are; a second one when the peer wants to see it anew. */
import type { Signer } from '../../../message/guard.ts'
import type { Answer } from './answer.ts'
import { type Attempt, type Peer, whyStopped } from './peer.ts'

/**
 * @param own Names of headers that the call sets itself, lower case: they stay as they are.
 * @throws Failure when no answer came, or what proves it cannot be had.
 */
export async function askSigned(
  peer: Peer,
  attempt: Attempt,
  signer: Signer | undefined,
  own: readonly string[] = [],
): Promise<Answer> {
  if (!signer?.sign) return peer.ask(attempt)
  const signed = await beforeAborted(signer.sign(), attempt)
  const answer = await peer.ask(withHeaders(attempt, signed, own))
  // It was not worked on (RFC 9110, 15.5.2), so that it may be sent again whatever its method.
  if (answer.status !== 401 || !signer.renews?.(signed)) return answer
  const anew = await beforeAborted(signer.sign(), attempt)
  return peer.ask(withHeaders(attempt, anew, own))
}

function withHeaders(
  attempt: Attempt,
  signed: Readonly<Record<string, string>>,
  own: readonly string[],
): Attempt {
  const added = Object.entries(signed).filter(([name]) => !own.includes(name))
  return { ...attempt, headers: { ...attempt.headers, ...Object.fromEntries(added) } }
}

/** Others may wait for the same, so that it goes on; but not we. */
async function beforeAborted<T>(wanted: T | Promise<T>, { signals, label }: Attempt): Promise<T> {
  if (!(wanted instanceof Promise)) return wanted
  const stopped = AbortSignal.any([...signals])
  let stop: (() => void) | undefined
  const given = new Promise<never>((_, reject) => {
    stop = () => reject(whyStopped(stopped, label))
    if (stopped.aborted) stop()
    stopped.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([wanted, given])
  } finally {
    if (stop) stopped.removeEventListener('abort', stop)
  }
}
