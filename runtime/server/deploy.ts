/**
 * `patchbay deploy`: check here, pack, upload, checked there too, the difference shown, activated, and waited for. Exit status
 * 0: it runs, or nothing differs; 1: nothing was changed; 2: it did not get ready and what ran before runs again.
 */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { packRelease } from '../admin/pack.ts'
import { definitions } from '../connectors/definitions.ts'
import { blocks } from '../model/blocks.ts'
import { check } from '../model/check.ts'
import type { Problem } from '../model/problem.ts'
import { projectTypings } from '../model/typings.ts'
import { typecheck } from '../services/typecheck.ts'
import { callServer, type Server, ServerRefusal } from './admin-client.ts'
import type { DeployOptions } from './deploy-options.ts'
import { type OpenedFolder, openFolder } from './open.ts'
import { reasonLine } from './reasons.ts'
import { releaseFiles } from './release-files.ts'
import { problemLine, unreadable } from './words.ts'

interface Change {
  kind: string
  collection: string
  name: string
}

const signs: Readonly<Record<string, string>> = { added: '+', removed: '-', changed: '~' }

export async function deploy(path: string | undefined, options: DeployOptions): Promise<void> {
  try {
    process.exitCode = await go(path, options)
  } catch (thrown) {
    tellRefusal(thrown as Error)
    process.exitCode = thrown instanceof ServerRefusal && thrown.code === 'ROLLED_BACK' ? 2 : 1
  }
}

async function go(path: string | undefined, options: DeployOptions): Promise<number> {
  const server = await serverOf(options)
  const within = `?within=${encodeURIComponent(options.within)}`
  if (options.rollback) {
    if (!(await agreed(`Go back to what ran before on ${server.url}?`, options))) return 1
    const { release, took } = await callServer(server, 'POST', `/v1/rollback${within}`)
    say(`${String(release)} runs again, ready after ${seconds(took)}.`)
    return 0
  }
  if (path === undefined) throw new Error('Which project? patchbay deploy PROJECT --to URL')
  const opened = await openFolder(path)
  if (!(await isSound(opened, options))) return 1
  const { files, project, folder } = opened
  const archive = await packRelease(await releaseFiles(files, project, folder))
  const uploaded = await callServer(server, 'POST', '/v1/releases', archive)
  const { id } = uploaded.release as { id: string }
  say(`Uploaded as ${id} (${Math.ceil(archive.length / 1024)} KiB).`)
  for (const problem of uploaded.problems as Problem[]) tellProblem(problem, opened)
  const changes = uploaded.changes as Change[]
  for (const { kind, collection, name } of changes) say(`  ${signs[kind]} ${collection}/${name}`)
  if (changes.length === 0) say('It does not differ from what runs.')
  if (options.dryRun) return 0
  if (!(await agreed(`Let it run on ${server.url}?`, options))) return 1
  const { took } = await callServer(server, 'POST', `/v1/releases/${id}/activate${within}`)
  say(`${id} runs, ready after ${seconds(took)}.`)
  return 0
}

async function serverOf({ to, tokenEnv, ca }: DeployOptions): Promise<Server> {
  const token = process.env[tokenEnv]
  if (!token) {
    throw new Error(`Set ${tokenEnv} to the token of the server, or name another with --token-env.`)
  }
  const pem =
    ca === undefined
      ? undefined
      : await readFile(ca, 'utf8').catch((error: unknown) => {
          throw unreadable(ca, error)
        })
  return { url: to, token, ca: pem }
}

async function isSound(opened: OpenedFolder, { types }: DeployOptions): Promise<boolean> {
  const { project, folder } = opened
  const problems = check(project, { connectors: definitions, blocks })
  if (types) {
    const typings = projectTypings(project, definitions)
    problems.push(...(await typecheck(folder, project.services, typings)))
  }
  const errors = problems.filter(({ severity }) => severity === 'error')
  for (const problem of errors) tellProblem(problem, opened)
  if (errors.length > 0) process.stderr.write('Nothing was sent: mend these first.\n')
  return errors.length === 0
}

async function agreed(question: string, { yes }: DeployOptions): Promise<boolean> {
  if (yes) return true
  if (!process.stdin.isTTY) throw new Error('Nobody is there to ask: say --yes.')
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question(`${question} [y/N] `)
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}

function tellRefusal(error: Error): void {
  process.stderr.write(`patchbay: ${error.message}\n`)
  if (!(error instanceof ServerRefusal)) return
  for (const reason of error.reasons) process.stderr.write(`  ${reasonLine(reason)}\n`)
  for (const { severity, code, message, at, fix } of error.problems) {
    const where = `${at.collection}/${at.name}${at.line === undefined ? '' : `:${at.line}`}`
    process.stderr.write(`  ${where}: ${severity}: ${message}${fix ? ` ${fix}` : ''} [${code}]\n`)
  }
}

function tellProblem(problem: Problem, { project, folder }: OpenedFolder): void {
  process.stderr.write(`${problemLine(problem, project, folder)}\n`)
}

function say(words: string): void {
  process.stdout.write(`${words}\n`)
}

function seconds(milliseconds: unknown): string {
  return `${(Number(milliseconds) / 1000).toFixed(2)} s`
}
