/**
 * A real vsftpd (Debian's package) on a port and in a folder of its own. It needs neither root nor a system user: the
 * one login is vsftpd's anonymous one, guarded by a list of passwords and allowed to write. It runs with no rights: as
 * whoever runs the tests or, when that is root, as nobody. It cannot lock its user into the folder that way, so the
 * folder's path is the root directory that a connection must have, told as `root`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { answers } from './answers.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { freePort } from './free-port.ts'

const program = ['/usr/sbin/vsftpd', '/usr/bin/vsftpd'].find((path) => existsSync(path))

/** Why it cannot run here, for a test to be skipped with; undefined when it can. */
export const whyNoVsftpd: string | undefined =
  program === undefined
    ? 'vsftpd is not installed: on Debian, apt-get install vsftpd openssl'
    : undefined

export interface VsftpdOptions {
  /** Default none. `explicit` takes plain logins too. */
  security?: 'none' | 'explicit' | 'implicit'
  /** Refuse logins without TLS. Default false. */
  forceTls?: boolean
  /** More lines of vsftpd.conf. */
  config?: Readonly<Record<string, string | number>>
  /** Default: any free one. */
  port?: number
  /** Default: one with a space and letters beyond ASCII. */
  password?: string
}

export interface Vsftpd {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** For the field of the same name of a connection. */
  readonly root: string
  /** What the certificate is to be checked with, when there is one. */
  readonly ca: string | undefined
  /** The folder it serves. */
  readonly home: string
  read(path: string): Promise<Buffer>
  /** From the next login on only these are let in; who is in stays in. */
  allow(...passwords: string[]): Promise<void>
  /** Makes a directory in one there is; the user may write to it. */
  makeDir(path: string): Promise<void>
  /** Names in a directory it serves, hidden ones too, sorted. */
  names(path?: string): Promise<string[]>
  /** Commands and answers so far, one a line. */
  log(): Promise<string>
  /** Ends it with all its sessions; the files stay, and `start` begins it anew on the same port. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends it and removes its files. */
  close(): Promise<void>
}

const host = '127.0.0.1'
const isRoot = process.getuid?.() === 0
// Debian's nobody.
const nobody = 65_534

const user = 'ftp'
const usualPassword = 'sesame öffne dich'

export async function startVsftpd(options: VsftpdOptions = {}): Promise<Vsftpd> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-vsftpd-'))
  const home = join(folder, 'home')
  await Promise.all([mkdir(home), mkdir(join(folder, 'empty'))])
  const { password = usualPassword } = options
  const allow = async (...passwords: string[]) => {
    // In one go: a login must not find half a list.
    const next = join(folder, 'passwords.next')
    await writeFile(next, passwords.map((one) => `${one}\n`).join(''))
    if (isRoot) await chown(next, nobody, nobody)
    await rename(next, join(folder, 'passwords'))
  }
  await allow(password)
  const logFile = join(folder, 'log')
  await writeFile(logFile, '')
  const port = options.port ?? (await freePort())
  const certificate =
    (options.security ?? 'none') === 'none' ? undefined : await makeCertificate(folder)
  const configFile = join(folder, 'vsftpd.conf')
  await writeFile(configFile, configOf(folder, port, options, certificate), { mode: 0o600 })

  if (isRoot) await giveTo(nobody, folder)

  let child: ChildProcess | undefined
  const start = async () => {
    child = await begin(configFile, port)
  }
  const stop = async () => {
    const ending = child
    child = undefined
    if (ending) await end(ending)
  }
  await start()
  return {
    host,
    port,
    user,
    password,
    root: home,
    ca: certificate?.ca,
    home,
    allow,
    read: (path) => readFile(join(home, path)),
    makeDir: async (path) => {
      const whole = join(home, path)
      await mkdir(whole)
      if (isRoot) await chown(whole, nobody, nobody)
    },
    names: async (path = '') => (await readdir(join(home, path))).sort(),
    log: () => readFile(logFile, 'utf8'),
    start,
    stop,
    close: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function configOf(
  folder: string,
  port: number,
  options: VsftpdOptions,
  certificate: Certificate | undefined,
): string {
  const { security = 'none', forceTls = false, config = {} } = options
  const settings: Record<string, string | number> = {
    listen: 'YES',
    listen_address: host,
    listen_port: port,
    background: 'NO',
    run_as_launching_user: 'YES',
    secure_chroot_dir: join(folder, 'empty'),
    anonymous_enable: 'YES',
    local_enable: 'NO',
    anon_root: join(folder, 'home'),
    secure_email_list_enable: 'YES',
    email_password_file: join(folder, 'passwords'),
    write_enable: 'YES',
    anon_upload_enable: 'YES',
    anon_mkdir_write_enable: 'YES',
    anon_other_write_enable: 'YES',
    anon_world_readable_only: 'NO',
    anon_umask: '022',
    pasv_address: host,
    vsftpd_log_file: join(folder, 'log'),
    xferlog_enable: 'YES',
    log_ftp_protocol: 'YES',
    ...(certificate
      ? {
          ssl_enable: 'YES',
          allow_anon_ssl: 'YES',
          force_anon_logins_ssl: forceTls ? 'YES' : 'NO',
          force_anon_data_ssl: forceTls ? 'YES' : 'NO',
          implicit_ssl: security === 'implicit' ? 'YES' : 'NO',
          rsa_cert_file: certificate.certificateFile,
          rsa_private_key_file: certificate.keyFile,
          ssl_ciphers: 'HIGH',
          // A data connection must come from the client that logged in: the strict default of real servers.
          require_ssl_reuse: 'YES',
        }
      : {}),
    ...config,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

async function begin(configFile: string, port: number): Promise<ChildProcess> {
  if (program === undefined) throw new Error(whyNoVsftpd)
  // A group of its own: each session is a process, and they are to end together.
  const child = spawn(program, [configFile], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  })
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  child.stderr.on('data', (text) => {
    said += text
  })
  process.once('exit', () => killGroup(child))
  while (!(await answers(host, port))) {
    if (child.exitCode !== null) throw new Error(`vsftpd ended by itself: ${said}`)
    await after(10)
  }
  return child
}

async function giveTo(uid: number, folder: string): Promise<void> {
  await chown(folder, uid, uid)
  for (const name of await readdir(folder, { recursive: true })) {
    await chown(join(folder, name), uid, uid)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  killGroup(child)
  await ended
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself a moment ago.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
