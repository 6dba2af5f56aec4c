/** The fields of a broker as its rooms use them. Milliseconds where the form says seconds, but for the heartbeat. */
import { createHash } from 'node:crypto'
import { withDefaults } from '../../model/field.ts'
import type { Spec } from '../connector.ts'
import { brokerDefinition } from './broker-definition.ts'

export interface BrokerTls {
  verify: boolean
  /** PEM, all three. `ca` is trusted besides the authorities the system knows. */
  ca: string | undefined
  certificate: string | undefined
  key: string | undefined
  /** undefined: the host's. */
  serverName: string | undefined
}

export interface BrokerSettings {
  /** The broker's name in the project. */
  name: string
  /** Without brackets, also when it is an IPv6 address. */
  host: string
  port: number
  vhost: string
  user: string
  password: string
  tls: BrokerTls | undefined
  /** Seconds, as in the protocol; 0: none. */
  heartbeat: number
  /** Bytes. */
  frameMax: number
  connectTimeout: number
  longestWait: number
  /** What our connections are called at the broker, before the rest. */
  connectionName: string
  /** Of the management plugin, without a slash at the end. */
  managementUrl: string | undefined
  /** Equal for brokers of which all fields are equal. Tells nothing of them. */
  key: string
}

/** @param spec Of a broker, checked against its definition: what stands in the field `broker` of a channel's Spec. */
export function brokerOf(spec: Spec): BrokerSettings {
  const values = withDefaults(brokerDefinition.shared?.fields ?? [], spec.values)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  const number = (name: string) => Number(values[name])
  return {
    name: spec.name,
    host: text('host').replace(/^\[(.*)\]$/, '$1'),
    port: number('port'),
    vhost: text('vhost'),
    user: text('user'),
    password: text('password') || 'guest',
    tls: values.tls === true ? tlsOf(text, values.tlsVerify !== false) : undefined,
    heartbeat: number('heartbeat'),
    frameMax: number('frameMax'),
    connectTimeout: number('connectTimeout') * 1000,
    longestWait: number('longestWait') * 1000,
    connectionName: text('connectionName'),
    managementUrl: text('managementUrl').replace(/\/+$/, '') || undefined,
    key: keyOf(spec.name, values),
  }
}

function tlsOf(text: (name: string) => string, verify: boolean): BrokerTls {
  const given = (name: string) => text(name).trim() || undefined
  return {
    verify,
    ca: given('ca'),
    certificate: given('clientCertificate'),
    key: given('clientKey'),
    serverName: given('serverName'),
  }
}

/** A digest, since the password is among the values. */
function keyOf(name: string, values: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([name, sorted]))
    .digest('base64url')
}

/** `amqp://rabbit.example.com:5672/shop`, as people are told where it is. The virtual host / is left out. */
export function addressOf({ tls, host, port, vhost }: BrokerSettings): string {
  const scheme = tls ? 'amqps' : 'amqp'
  const at = host.includes(':') ? `[${host}]` : host
  return `${scheme}://${at}:${port}${vhost === '/' ? '' : `/${vhost}`}`
}
