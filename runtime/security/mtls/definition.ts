/** Callers who show a certificate (mutual TLS). Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'

export const mtlsDefinition: ConnectorDefinition = {
  type: 'mtls',
  title: 'Client certificate (mutual TLS)',
  icon: 'C',
  help: 'A certificate that the caller shows while its TLS connection is made. Needs TLS in the project’s HTTP settings, with the CAs of callers (http.tls.clientCa).',
  security: {
    guards: true,
    signs: false,
    joins: true,
    needsCertificates: true,
    fields: [
      {
        kind: 'text',
        name: 'ca',
        label: 'CA certificates',
        help: 'PEM. Only certificates that lead to one of these. Left empty, to any that the HTTP settings trust.',
        placeholder: '-----BEGIN CERTIFICATE-----',
        multiline: true,
      },
      {
        kind: 'list',
        name: 'subjects',
        label: 'Subjects',
        help: 'Let in when the subject has all parts of one of these. With no subject and no name listed, every certificate of the CAs is.',
        placeholder: 'CN=erp, O=Example',
      },
      {
        kind: 'list',
        name: 'names',
        label: 'Alternative names',
        help: 'Let in when one of these is among the alternative names of the certificate.',
        placeholder: 'DNS:erp.example.com',
      },
    ],
    summary: (values) => {
      const { subjects = [], names = [] } = values as { subjects?: string[]; names?: string[] }
      return [...subjects, ...names].join('; ') || 'any certificate of the CAs'
    },
  },
}
