/** A certificate that we show. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { incomplete, type SecurityKind, text } from '../kind.ts'
import { clientCertificateDefinition } from './definition.ts'

export const clientCertificate: SecurityKind = {
  definition: clientCertificateDefinition,
  signer(settings) {
    const certificate = text(settings.values.certificate)
    const key = text(settings.values.key)
    let fits: boolean
    try {
      fits = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
    } catch (cause) {
      throw incomplete(
        settings,
        'the certificate or its key is no PEM text that can be read.',
        cause,
      )
    }
    if (!fits) throw incomplete(settings, 'the key is not that of the certificate.')
    return { certificate: { certificate, key } }
  },
}
