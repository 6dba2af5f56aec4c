/** The options of a server, read and checked before anything is opened. */
import { resolve } from 'node:path'
import type { EngineSettings } from './engine.ts'
import type { RunOptions } from './run-options.ts'

export interface AdminSettings {
  host: string
  port: number
  certificateFile: string
  keyFile: string
  token: string
}

export interface ServerSettings {
  http: EngineSettings['http']
  secretsFile: string | undefined
  log: string
  /** Absolute; undefined: messages are kept in memory only. */
  historyFolder: string | undefined
  /** Absolute, both. */
  stateFolder: string | undefined
  overridesFile: string | undefined
  isWatching: boolean
  controlPort: number | undefined
  /** undefined: this process alone. */
  workers: number | undefined
  replicas: number
  /** Milliseconds, both. */
  grace: number
  drainDelay: number
  health: { host: string; port: number } | undefined
  admin: AdminSettings | undefined
}

export const shortestAdminToken = 32

/** @throws Error that names the option. */
export function settingsOf(
  options: RunOptions,
  environment: NodeJS.ProcessEnv = process.env,
  processors = 1,
): ServerSettings {
  const { healthPort, healthHost = '127.0.0.1', control } = options
  if (control !== undefined && options.workers !== undefined) {
    throw new Error(
      '--control needs this process alone, since a designer looks at one runtime: leave --workers out where one attaches.',
    )
  }
  return {
    http: {
      ...(options.host ? { host: options.host } : {}),
      ...(options.port ? { port: portOf(options.port, '--port') } : {}),
    },
    secretsFile: options.secrets,
    log: options.log ?? 'info',
    historyFolder: options.history === undefined ? undefined : resolve(options.history),
    stateFolder: options.state === undefined ? undefined : resolve(options.state),
    overridesFile: options.overrides === undefined ? undefined : resolve(options.overrides),
    isWatching: (options.watch ?? false) && options.admin === undefined,
    controlPort: control === undefined ? undefined : portOf(control, '--control'),
    workers: workersOf(options.workers, processors),
    replicas:
      options.replicas === undefined ? 1 : wholeOf(options.replicas, '--replicas', 1, 10_000),
    grace: secondsOf(options.grace, '--grace', 10),
    drainDelay: secondsOf(options.drainDelay, '--drain-delay', 0),
    health:
      healthPort === undefined
        ? undefined
        : { host: healthHost, port: portOf(healthPort, '--health-port') },
    admin: adminOf(options, environment.PATCHBAY_ADMIN_TOKEN),
  }
}

function workersOf(text: string | undefined, processors: number): number | undefined {
  if (text === undefined) return undefined
  return text === 'auto' ? Math.max(1, processors) : wholeOf(text, '--workers', 1, 512)
}

function adminOf(
  { admin, adminCert, adminKey }: RunOptions,
  token: string | undefined,
): AdminSettings | undefined {
  if (admin === undefined) return undefined
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(admin) ?? []
  if (port === '') {
    throw new Error(`--admin ${admin}: must be an address and a port, as in 127.0.0.1:9443.`)
  }
  if (!adminCert || !adminKey) {
    throw new Error(
      '--admin takes nobody without TLS: give it --admin-cert and --admin-key, two PEM files.',
    )
  }
  if ((token ?? '').length < shortestAdminToken) {
    throw new Error(
      `--admin needs a token of at least ${shortestAdminToken} characters in PATCHBAY_ADMIN_TOKEN; make one with: openssl rand -hex 32`,
    )
  }
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: portOf(port, '--admin'),
    certificateFile: adminCert,
    keyFile: adminKey,
    token: token ?? '',
  }
}

function portOf(text: string, option: string): number {
  return wholeOf(text, option, 0, 65_535)
}

function wholeOf(text: string, option: string, least: number, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${option} ${text}: must be a whole number from ${least} to ${most}.`)
}

function secondsOf(text: string | undefined, option: string, usual: number): number {
  if (text === undefined) return usual * 1000
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 3600) return value * 1000
  throw new Error(`${option} ${text}: must be seconds from 0 to 3600.`)
}
