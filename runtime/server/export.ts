/** `patchbay export`: the project as a folder that runs with Node alone. Exit status 1: nothing was written. */

import { resolve } from 'node:path'
import { type Made, makeExport } from '../export/make.ts'
import { secretsOf } from '../export/subject.ts'
import { writeExport } from '../export/write.ts'
import type { ExportTarget } from '../model/export.ts'
import { type OpenedFolder, openFolder } from './open.ts'
import { readSecrets } from './secrets.ts'
import { problemLine } from './words.ts'

export interface ExportOptions {
  out: string
  target: ExportTarget
  force?: boolean
  dryRun?: boolean
  with?: string[]
  secrets?: string
}

export async function exportProject(path: string, options: ExportOptions): Promise<void> {
  try {
    process.exitCode = await go(path, options)
  } catch (error) {
    process.stderr.write(`patchbay: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

async function go(path: string, { out, target, force, dryRun, ...options }: ExportOptions) {
  const opened = await openFolder(path)
  const names = [...secretsOf(opened.project).keys()]
  const secrets = await readSecrets(names, options.secrets)
  const made = await makeExport(opened, { target, secrets, more: options.with ?? [] })
  tell(made, opened)
  if (made.refusals.length > 0) {
    for (const refusal of made.refusals) process.stderr.write(`patchbay: ${refusal}\n`)
    process.stderr.write('Nothing was written.\n')
    return 1
  }
  if (dryRun) {
    for (const [file, { length }] of made.files) say(`${String(length).padStart(9)}  ${file}`)
  } else await writeExport(made.files, out, { project: opened.folder, force: force ?? false })
  const size = [...made.files.values()].reduce((sum, { length }) => sum + length, 0)
  say(
    `${made.files.size} files, ${(size / 1024 / 1024).toFixed(1)} MiB${dryRun ? '; nothing was written.' : ` in ${resolve(out)}. Start it with: node ${resolve(out)}/server.js`}`,
  )
  return 0
}

function tell({ problems, warnings, missing, off }: Made, { project, folder }: OpenedFolder) {
  for (const problem of problems) {
    process.stderr.write(`${problemLine(problem, project, folder)}\n`)
  }
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
  for (const { secret, uses } of missing) {
    process.stderr.write(
      `The secret "${secret}" (${uses.join('; ')}) has no value here: the server will need one.\n`,
    )
  }
  for (const object of off) process.stderr.write(`${object} is switched off.\n`)
}

function say(words: string): void {
  process.stdout.write(`${words}\n`)
}
