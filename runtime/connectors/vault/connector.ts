/** Vault as the engine sees it. */
import type { Connector } from '../connector.ts'
import { vaultDefinition } from './definition.ts'
import { openVault } from './vault-connection.ts'

export const vault: Connector = { definition: vaultDefinition, outgoing: openVault }
