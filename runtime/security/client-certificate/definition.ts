/** A certificate that we show (mutual TLS). Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'

export const clientCertificateDefinition: ConnectorDefinition = {
  type: 'client-certificate',
  title: 'Client certificate',
  icon: 'C',
  help: 'A certificate shown to the other side while the TLS connection to it is made.',
  security: {
    guards: false,
    signs: true,
    joins: false,
    fields: [
      {
        kind: 'text',
        name: 'certificate',
        label: 'Certificate',
        help: 'PEM: the certificate, then those that lead to its CA.',
        placeholder: '-----BEGIN CERTIFICATE-----',
        multiline: true,
        required: true,
      },
      {
        kind: 'secret',
        name: 'key',
        label: 'Key',
        help: 'The private key of the certificate as PEM text, kept outside the project.',
        required: true,
      },
    ],
    summary: () => 'shown over TLS',
  },
}
