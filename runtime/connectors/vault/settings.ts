/** The fields of a Vault connection in the units the code works in. They were checked against the definition before. */
import type { VaultCallers } from '../../message/vault.ts'
import { withDefaults } from '../../model/field.ts'
import type { Spec } from '../connector.ts'
import { vaultDefinition } from './definition.ts'

export interface VaultSettings {
  name: string
  /** Without a slash at its end. */
  url: string
  /** Empty: none. */
  token: string
  namespace: string
  /** Milliseconds. */
  timeout: number
  secretsInterval: number
  callers: VaultCallers
  tls: {
    verify: boolean
    /** PEM, all of them; empty: none. */
    ca: string
    certificate: string
    key: string
  }
}

export function settingsOf(spec: Spec): VaultSettings {
  const values = withDefaults(vaultDefinition.outgoing?.fields ?? [], spec.values)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name].trim() : '')
  const seconds = (name: string) => Number(values[name]) * 1000
  const others = Array.isArray(values.callerMounts) ? values.callerMounts.map(String) : []
  return {
    name: spec.name,
    url: text('url').replace(/\/+$/, ''),
    token: text('token'),
    namespace: text('namespace').replace(/\/+$/, ''),
    timeout: seconds('timeout'),
    secretsInterval: seconds('secretsInterval'),
    callers: {
      method: (text('method') || 'none') as VaultCallers['method'],
      service: text('service'),
      mounts: {
        'username-password': text('userpassMount'),
        ldap: text('ldapMount'),
        github: text('githubMount'),
        approle: text('approleMount'),
      },
      otherMounts: others.map((mount) => mount.replace(/^\/+|\/+$/g, '')),
    },
    tls: {
      verify: values.tlsVerify !== false,
      ca: text('ca'),
      certificate: text('clientCertificate'),
      key: text('clientKey'),
    },
  }
}
