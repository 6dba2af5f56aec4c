/** Every way of proving who calls, as pure data. One line each; what makes them work is in `kinds.ts`. */
import type { ConnectorDefinition } from '../model/definition.ts'
import { apiKeyDefinition } from './api-key/definition.ts'
import { basicDefinition } from './basic/definition.ts'
import { bearerDefinition } from './bearer/definition.ts'
import { clientCertificateDefinition } from './client-certificate/definition.ts'
import { groupDefinition } from './group/definition.ts'
import { jwtDefinition } from './jwt/definition.ts'
import { mtlsDefinition } from './mtls/definition.ts'
import { clientCredentialsDefinition } from './oauth2-client-credentials/definition.ts'
import { introspectionDefinition } from './oauth2-introspection/definition.ts'
import { wsSecurityDefinition } from './ws-security/definition.ts'

export const securityDefinitions: readonly ConnectorDefinition[] = [
  basicDefinition,
  apiKeyDefinition,
  jwtDefinition,
  introspectionDefinition,
  mtlsDefinition,
  wsSecurityDefinition,
  groupDefinition,
  bearerDefinition,
  clientCredentialsDefinition,
  clientCertificateDefinition,
]
