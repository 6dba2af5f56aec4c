/** A server as an operator starts one: `patchbay run` in a process of its own, with workers, health and the admin API. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:https'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Certificate, makeCertificate } from '../peers/certificate.ts'
import { quietPort } from '../peers/free-port.ts'
import { root } from './imports.ts'
import { scratchFolder } from './scratch.ts'
import { waitFor } from './wait-for.ts'

export const patchbay = join(root, 'build/patchbay.mjs')

export interface Started {
  child: ChildProcess
  output: () => string
  /** The lines of its log that say this, as they were written. */
  lines: (words: string) => Record<string, unknown>[]
  /** Waits until a line of the log matches; gives back what the first group took. */
  said: (pattern: RegExp) => Promise<string>
  /** Its exit status. */
  ended: Promise<number | null>
}

export interface StartSettings {
  options?: readonly string[]
  env?: Readonly<Record<string, string>>
  program?: readonly string[]
}

export function startServer(
  folder: string,
  { options = [], env = {}, program }: StartSettings = {},
): Started {
  const line = program ?? [patchbay, 'run', folder]
  const child = spawn(process.execPath, [...line, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  // Its workers have its output too: when that is closed they are gone, and write nothing any more.
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await closed
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data
    })
  }
  const ended = once(child, 'exit').then(([status]) => status as number | null)
  return {
    child,
    output: () => output,
    lines: (words) =>
      output
        .split('\n')
        .filter((text) => text.startsWith('{') && text.includes(words))
        .map((text) => JSON.parse(text) as Record<string, unknown>),
    async said(pattern) {
      const found = await waitFor(
        async () => pattern.exec(output) ?? (child.exitCode === null ? undefined : 'ended'),
        (match) => match !== undefined,
      )
      if (found === 'ended' || found === undefined) throw new Error(`It ended:\n${output}`)
      return found[1] ?? found[0] ?? ''
    },
    ended,
  }
}

/** What `--admin` needs, and a client that has the token. */
export interface Admin {
  url: string
  token: string
  certificate: Certificate
  options: string[]
  env: Record<string, string>
  call(
    method: string,
    path: string,
    body?: Uint8Array,
    headers?: Record<string, string>,
  ): Promise<AdminAnswer>
}

export interface AdminAnswer {
  status: number
  value: Record<string, unknown>
  headers: Record<string, unknown>
}

export async function newAdmin(): Promise<Admin> {
  const certificate = await makeCertificate(scratchFolder())
  const port = await quietPort()
  const token = randomBytes(24).toString('hex')
  const { ca, certificateFile, keyFile } = certificate
  return {
    url: `https://127.0.0.1:${port}`,
    token,
    certificate,
    options: [
      ...['--admin', `127.0.0.1:${port}`],
      ...['--admin-cert', certificateFile],
      ...['--admin-key', keyFile],
    ],
    env: { PATCHBAY_ADMIN_TOKEN: token },
    call: (method, path, body, headers = { authorization: `Bearer ${token}` }) =>
      new Promise((resolve, reject) => {
        const length: Record<string, string> = body ? { 'content-length': `${body.length}` } : {}
        const sent = request(
          {
            ...{ host: '127.0.0.1', port, method, path, ca, agent: false },
            headers: { ...headers, ...length },
          },
          (response) => {
            let text = ''
            response.setEncoding('utf8').on('data', (part) => {
              text += part
            })
            response.once('error', reject)
            response.once('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                value: text === '' ? {} : JSON.parse(text),
                headers: response.headers,
              }),
            )
          },
        )
        sent.once('error', reject)
        sent.end(body)
      }),
  }
}
