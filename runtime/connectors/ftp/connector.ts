/** FTP as the engine sees it. */
import type { Connector } from '../connector.ts'
import { ftpDefinition } from './definition.ts'
import { openFtp } from './ftp-connection.ts'

export const ftp: Connector = { definition: ftpDefinition, outgoing: openFtp }
