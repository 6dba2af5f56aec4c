/** Every way of proving with what makes it work. To add one is to add a folder and a line here and in definitions.ts. */
import { apiKey } from './api-key/kind.ts'
import { basic } from './basic/kind.ts'
import { bearer } from './bearer/kind.ts'
import { clientCertificate } from './client-certificate/kind.ts'
import { group } from './group/kind.ts'
import { jwt } from './jwt/kind.ts'
import type { SecurityKind } from './kind.ts'
import { mtls } from './mtls/kind.ts'
import { clientCredentials } from './oauth2-client-credentials/kind.ts'
import { introspection } from './oauth2-introspection/kind.ts'
import { vault } from './vault/kind.ts'
import { wsSecurity } from './ws-security/kind.ts'

// biome-ignore format: one line each
const kinds: readonly SecurityKind[] = [
  basic,
  apiKey,
  jwt,
  introspection,
  mtls,
  vault,
  wsSecurity,
  group,
  bearer,
  clientCredentials,
  clientCertificate,
]

const byType = new Map(kinds.map((kind) => [kind.definition.type, kind]))

export function kindOf(type: string): SecurityKind | undefined {
  return byType.get(type)
}
