/** Exports as an operator has them: on a machine with Node and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Made, type MakeOptions, makeExport } from '../../runtime/export/make.ts'
import { writeExport } from '../../runtime/export/write.ts'
import { openFolder } from '../../runtime/server/open.ts'
import { root } from './imports.ts'
import { scratchFolder } from './scratch.ts'
import { waitFor } from './wait-for.ts'

/** A copy of a sample, to be changed. */
export function copyOfSample(name: string): string {
  const folder = join(scratchFolder(), name)
  cpSync(join(root, 'electron/samples', name), folder, { recursive: true })
  return folder
}

export async function madeFrom(folder: string, options: Partial<MakeOptions> = {}): Promise<Made> {
  return makeExport(await openFolder(folder), { target: 'node', secrets: new Map(), ...options })
}

/** @returns The export's folder, in a place of its own. */
export async function exportOf(
  folder: string,
  options: Partial<MakeOptions> = {},
): Promise<string> {
  const made = await madeFrom(folder, options)
  if (made.refusals.length > 0) throw new Error(made.refusals.join(' '))
  const out = join(scratchFolder(), 'export')
  await writeExport(made.files, out, { project: folder })
  return out
}

export interface ExportedServer {
  child: ChildProcess
  output: () => string
  /** Waits until a line of the log matches; gives back what the first group took. */
  said: (pattern: RegExp) => Promise<string>
  ended: Promise<number | null>
}

/** `node server.js` with next to no environment, in another folder, and with no package to be found from there. */
export function startExported(
  folder: string,
  options: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ExportedServer {
  const child = spawn(process.execPath, [join(folder, 'server.js'), ...options], {
    cwd: tmpdir(),
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data
    })
  }
  return {
    child,
    output: () => output,
    async said(pattern) {
      const found = await waitFor(
        async () => pattern.exec(output) ?? (child.exitCode === null ? undefined : 'ended'),
        (match) => match !== undefined,
      )
      if (found === 'ended' || found === undefined) throw new Error(`It ended:\n${output}`)
      return found[1] ?? found[0] ?? ''
    },
    ended: once(child, 'exit').then(([status]) => status as number | null),
  }
}

/** Ready when it says where this channel answers. */
export function addressOf(server: ExportedServer, channel: string): Promise<string> {
  return server.said(new RegExp(`"msg":"${channel} answers at (http[^"]+)"`))
}
