/** The fields of an FTP connection as its rooms use them. Milliseconds, not the form's seconds. */
import { withDefaults } from '../../model/field.ts'
import type { Spec } from '../connector.ts'
import { ftpDefinition } from './definition.ts'

export interface FtpSettings {
  /** The connection's name, for what people are told. */
  name: string
  host: string
  port: number
  user: string
  password: string
  security: 'none' | 'explicit' | 'implicit'
  verifyCertificate: boolean
  /** PEM; trusted besides the authorities the system knows. */
  ca: string | undefined
  /** Empty: paths are the server's own. */
  root: string
  encoding: 'utf8' | 'latin1'
  temporarySuffix: string
  poolSize: number
  connectTimeout: number
  transferTimeout: number
  idleTimeout: number
  keepAlive: boolean
}

/** `spec` has been checked against the definition; what it leaves out has the definition's default. */
export function settingsOf(spec: Spec): FtpSettings {
  const values = withDefaults(ftpDefinition.outgoing?.fields ?? [], spec.values)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  const number = (name: string) => Number(values[name])
  const security = text('security')
  return {
    name: spec.name,
    host: text('host'),
    port: number('port'),
    user: text('user') || 'anonymous',
    password: text('password') || 'guest',
    security: security === 'explicit' || security === 'implicit' ? security : 'none',
    verifyCertificate: values.verifyCertificate !== false,
    ca: text('ca').trim() || undefined,
    root: text('root'),
    encoding: values.encoding === 'latin1' ? 'latin1' : 'utf8',
    temporarySuffix: text('temporarySuffix') || '.part',
    poolSize: number('poolSize'),
    connectTimeout: number('connectTimeout') * 1000,
    transferTimeout: number('transferTimeout') * 1000,
    idleTimeout: number('idleTimeout') * 1000,
    keepAlive: values.keepAlive !== false,
  }
}

/** `ftp.example.com:21`, as people are told where it went. */
export function addressOf(settings: FtpSettings): string {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return `${host}:${settings.port}`
}
