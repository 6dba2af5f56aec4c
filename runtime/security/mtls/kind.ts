/** Callers who show a certificate. TLS has checked that they have its key. */
import { X509Certificate } from 'node:crypto'
import type { Gate, ShownCertificate, Verdict } from '../../message/guard.ts'
import { challenge } from '../authorization.ts'
import { incomplete, type SecurityKind, type Settings, text, texts } from '../kind.ts'
import { certificatesIn, leadsTo } from './chain.ts'
import { mtlsDefinition } from './definition.ts'
import { alternativeNames, fitsSubject } from './names.ts'

export const mtls: SecurityKind = { definition: mtlsDefinition, gate }

// No scheme is registered for it; 401 wants a challenge all the same.
const asked = challenge('ClientCertificate', { realm: 'patchbay' })

interface Judged {
  trusted: string
  verdict: Verdict
  /** Epoch milliseconds. */
  until: number
}

function gate(settings: Settings): Gate {
  const own = rootsOf(settings)
  const allowed = { subjects: texts(settings.values.subjects), names: texts(settings.values.names) }
  // One judgement for each connection: proving a chain costs more than all else.
  const judged = new WeakMap<ShownCertificate, Judged>()

  function judge(shown: ShownCertificate): Judged {
    const { trusted } = shown
    const refused = (why: string): Judged => ({
      trusted,
      verdict: { is: 'refused', challenge: asked, why },
      until: Number.POSITIVE_INFINITY,
    })
    if (!shown.isTrusted) return refused('the certificate leads to none of the CAs of the listener')
    const chain = shown.chain.map((der) => new X509Certificate(der))
    const [certificate] = chain
    const until = certificate && leadsTo(chain, own ?? certificatesIn(trusted))
    if (!certificate || until === undefined) {
      return refused('the certificate leads to none of the CAs, or not within its dates')
    }
    const { subject } = certificate
    const names = alternativeNames(certificate.subjectAltName ?? '')
    const { subjects } = allowed
    const isAny = subjects.length === 0 && allowed.names.length === 0
    if (
      !isAny &&
      !fitsSubject(subject, subjects) &&
      !allowed.names.some((one) => names.includes(one))
    ) {
      const why = `neither its subject nor its names are let in: ${subject.replaceAll('\n', ', ')}`
      return { trusted, until, verdict: { is: 'forbidden', challenge: undefined, why } }
    }
    return {
      trusted,
      until,
      verdict: { is: 'admitted', caller: callerOf(settings, subject, names, until) },
    }
  }

  return {
    admit({ certificate }) {
      if (!certificate) return { is: 'absent', challenge: asked }
      const known = judged.get(certificate)
      if (known && known.trusted === certificate.trusted && known.until > Date.now()) {
        return known.verdict
      }
      const fresh = judge(certificate)
      judged.set(certificate, fresh)
      return fresh.verdict
    },
  }
}

function callerOf({ name }: Settings, subject: string, names: readonly string[], lease: number) {
  const line = subject.replaceAll('\n', ', ')
  const common = /^CN=(.*)$/m.exec(subject)?.[1]
  return {
    name: common ?? line,
    definition: name,
    type: 'mtls',
    identity: { subject: line, claims: { names }, roles: [] },
    lease,
  }
}

/** undefined: whatever the listener trusts. @throws Failure SECURITY_INCOMPLETE. */
function rootsOf(settings: Settings): readonly X509Certificate[] | undefined {
  const pem = text(settings.values.ca)
  if (pem.trim() === '') return undefined
  let roots: X509Certificate[]
  try {
    roots = certificatesIn(pem)
  } catch (cause) {
    throw incomplete(settings, 'its CA certificates cannot be read.', cause)
  }
  if (roots.length === 0) throw incomplete(settings, 'its CA certificates are no PEM text.')
  return roots
}
