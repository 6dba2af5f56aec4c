/** The files and the environment of a RabbitMQ that shares nothing with another one of the same machine. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Certificate, ClientCertificate } from './certificate.ts'

/** Where one broker is and how to get in: plain data, so that another process can use it as well. */
export interface RabbitPlace {
  readonly host: string
  readonly port: number
  /** When it was started with TLS, as the next two. */
  readonly tlsPort?: number
  /** What its certificate is to be checked with, PEM. */
  readonly ca?: string
  /** One that it trusts. */
  readonly clientCertificate?: ClientCertificate
  readonly managementPort: number
  /** Erlang's own: between a node and its tools. */
  readonly nodePort: number
  readonly epmdPort: number
  readonly user: string
  /** With characters that a URL must escape. */
  readonly password: string
  /** All its files: data, configuration, log, cookie. */
  readonly folder: string
}

export interface RabbitTls {
  readonly certificate: Certificate
  /** Whether a client has to show a certificate. */
  readonly mustShow: boolean
}

export const nodeName = 'patchbay@localhost'

/** @returns Path of the file that the broker writes what it says to. */
export function logFile(place: RabbitPlace): string {
  return join(place.folder, 'log', 'console.log')
}

/** For the broker and for its tools. Nothing of our own environment but the PATH. */
export function environment(place: RabbitPlace): NodeJS.ProcessEnv {
  const { folder } = place
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    // Erlang keeps the cookie there, the password between a node and its tools.
    HOME: join(folder, 'home'),
    ERL_EPMD_PORT: String(place.epmdPort),
    ERL_EPMD_ADDRESS: place.host,
    // Not the machine's /etc/rabbitmq/rabbitmq-env.conf.
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_NODENAME: nodeName,
    RABBITMQ_NODE_IP_ADDRESS: place.host,
    RABBITMQ_NODE_PORT: String(place.port),
    RABBITMQ_DIST_PORT: String(place.nodePort),
    // A tool is a node itself; the usual eleven ports are few for the tools of many brokers at once.
    RABBITMQ_CTL_DIST_PORT_MIN: '35672',
    RABBITMQ_CTL_DIST_PORT_MAX: '35972',
    RABBITMQ_CTL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2',
    // The start script becomes the broker, instead of watching over it: one process, one id.
    RUNNING_UNDER_SYSTEMD: 'true',
  }
}

/**
 * @param tls Which certificate it shows at `tlsPort`, and whom it trusts.
 * @param config More lines of rabbitmq.conf; they win over ours of the same key.
 * @param plugins Beside the management plugin.
 */
export async function writeFiles(
  place: RabbitPlace,
  tls: RabbitTls | undefined,
  config: readonly string[],
  plugins: readonly string[],
): Promise<void> {
  const { folder } = place
  await Promise.all(['home', 'data', 'log'].map((name) => mkdir(join(folder, name))))
  const enabled = ['rabbitmq_management', ...plugins]
  await writeFile(join(folder, 'enabled_plugins'), `[${enabled.join(',')}].\n`)
  const lines = [...usual(place), ...(tls ? tlsLines(place, tls) : []), ...config]
  await writeFile(join(folder, 'rabbitmq.conf'), lines.map((line) => `${line}\n`).join(''))
}

function usual({ host, port, managementPort, user, password }: RabbitPlace): string[] {
  return [
    `listeners.tcp.1 = ${host}:${port}`,
    `management.tcp.ip = ${host}`,
    `management.tcp.port = ${managementPort}`,
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'log.console = true',
    'log.file = false',
    'disk_free_limit.absolute = 200MB',
    'vm_memory_high_watermark.absolute = 1GiB',
    // Milliseconds: the management pages know what is going on sooner.
    'collect_statistics_interval = 1000',
  ]
}

function tlsLines({ host, tlsPort }: RabbitPlace, { certificate, mustShow }: RabbitTls): string[] {
  return [
    `listeners.ssl.1 = ${host}:${tlsPort}`,
    `ssl_options.cacertfile = ${certificate.certificateFile}`,
    `ssl_options.certfile = ${certificate.certificateFile}`,
    `ssl_options.keyfile = ${certificate.keyFile}`,
    'ssl_options.verify = verify_peer',
    `ssl_options.fail_if_no_peer_cert = ${mustShow}`,
  ]
}
