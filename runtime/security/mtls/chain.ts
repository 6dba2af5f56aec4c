/**
 * Does a certificate lead to one of some CAs? TLS has checked it against all that the listener trusts; a definition, or a
 * changed setting, may trust fewer of them. Whoever called chose what came with the certificate, so each step is proven.
 */
import { X509Certificate } from 'node:crypto'

// Longer than any honest chain.
const longest = 8

/** @throws Error when one of them is no certificate. */
export function certificatesIn(pem: string): X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return found.map((one) => new X509Certificate(one))
}

/** Until when it does, in epoch milliseconds; undefined: it does not, or no longer, or not yet. */
export function leadsTo(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now = Date.now(),
): number | undefined {
  let [current] = chain
  let until = Number.POSITIVE_INFINITY
  for (let step = 0; current !== undefined && step < longest; step++) {
    if (Date.parse(current.validFrom) > now) return undefined
    until = Math.min(until, Date.parse(current.validTo))
    if (!(until > now)) return undefined
    const { fingerprint256 } = current
    if (roots.some((root) => root.fingerprint256 === fingerprint256)) return until
    current = issuerOf(current, [...roots, ...chain])
  }
  return undefined
}

function issuerOf(
  certificate: X509Certificate,
  among: readonly X509Certificate[],
): X509Certificate | undefined {
  return among.find(
    (one) =>
      one !== certificate &&
      one.ca &&
      certificate.checkIssued(one) &&
      certificate.verify(one.publicKey),
  )
}
