/**
 * Every way of proving with what makes it work, loaded when a project has one of its type. To add one is to add a folder and a
 * line here and in definitions.ts.
 */
import type { SecurityKind } from './kind.ts'

const kinds: Readonly<Record<string, () => Promise<SecurityKind>>> = {
  basic: async () => (await import('./basic/kind.ts')).basic,
  'api-key': async () => (await import('./api-key/kind.ts')).apiKey,
  jwt: async () => (await import('./jwt/kind.ts')).jwt,
  'oauth2-introspection': async () =>
    (await import('./oauth2-introspection/kind.ts')).introspection,
  mtls: async () => (await import('./mtls/kind.ts')).mtls,
  vault: async () => (await import('./vault/kind.ts')).vault,
  'ws-security': async () => (await import('./ws-security/kind.ts')).wsSecurity,
  group: async () => (await import('./group/kind.ts')).group,
  bearer: async () => (await import('./bearer/kind.ts')).bearer,
  'oauth2-client-credentials': async () =>
    (await import('./oauth2-client-credentials/kind.ts')).clientCredentials,
  'client-certificate': async () =>
    (await import('./client-certificate/kind.ts')).clientCertificate,
}

/** undefined: nothing is known of the type. */
export async function kindOf(type: string): Promise<SecurityKind | undefined> {
  return Object.hasOwn(kinds, type) ? kinds[type]?.() : undefined
}
