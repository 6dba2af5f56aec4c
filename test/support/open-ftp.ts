/** Opens FTP connections for tests, and closes them at the end of the test that opened them. */
import pino from 'pino'
import { onTestFinished } from 'vitest'
import type { Condition } from '../../runtime/connectors/connector.ts'
import { FtpConnection } from '../../runtime/connectors/ftp/ftp-connection.ts'
import { settingsOf } from '../../runtime/connectors/ftp/settings.ts'
import type { Vsftpd } from '../peers/vsftpd.ts'

export interface Opened {
  connection: FtpConnection
  /** What the engine was told, in order. */
  conditions: Condition[]
}

/** @param values Fields of the connection, instead of or besides the defaults. */
export function open(values: Readonly<Record<string, unknown>>): Opened {
  const conditions: Condition[] = []
  const connection = new FtpConnection(settingsOf({ name: 'my.ftp', type: 'ftp', values }), {
    logger: pino({ level: 'silent' }),
    project: 'test',
    onCondition: (_name, condition) => conditions.push(condition),
  })
  onTestFinished(() => connection.close(AbortSignal.abort()))
  return { connection, conditions }
}

/** The fields that reach the given server. */
export function fieldsOf(server: Vsftpd): Record<string, unknown> {
  const { host, port, user, password, root } = server
  return { host, port, user, password, root }
}
