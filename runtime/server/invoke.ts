/** `patchbay invoke`: one call of one service; the answer on standard output, what failed on standard error. */
import { readFile } from 'node:fs/promises'
import { invokeForAnswer } from '../invoke.ts'
import type { FailureData } from '../model/failure.ts'
import { placeText } from '../model/place.ts'
import { Runtime } from '../runtime.ts'
import { openFolder } from './open.ts'
import { secretNames } from './secret-names.ts'
import { readSecrets } from './secrets.ts'
import { unreadable } from './words.ts'

export interface InvokeOptions {
  payload?: string
  secrets?: string
}

export async function invoke(path: string, service: string, options: InvokeOptions): Promise<void> {
  try {
    process.exitCode = await call(path, service, options)
  } catch (error) {
    process.stderr.write(`patchbay: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

async function call(path: string, service: string, options: InvokeOptions): Promise<number> {
  const { folder, project } = await openFolder(path)
  const payload = await readPayload(options.payload)
  const secrets = await readSecrets([...secretNames(project).keys()], options.secrets)
  const runtime = new Runtime({
    folder,
    secrets,
    writeLog: (line) => process.stderr.write(line),
    isQuiet: true,
  })
  try {
    // No channel opens: an invocation must not take a port from a project that runs.
    await runtime.deploy({ project: { ...project, channels: {}, flows: {} }, revision: 1 })
    const { payload: answer, failure } = await invokeForAnswer(runtime, service, payload)
    if (failure) {
      process.stderr.write(`${failureLine(failure)}\n`)
      return 1
    }
    process.stdout.write(print(answer))
    return 0
  } finally {
    await runtime.stop(1000)
  }
}

async function readPayload(text: string | undefined): Promise<unknown> {
  if (text === undefined) return undefined
  if (text.startsWith('@')) {
    const file = text.slice(1)
    const bytes = await readFile(file).catch((error: unknown) => {
      throw unreadable(file, error)
    })
    return file.endsWith('.json') ? parse(bytes.toString('utf8'), file) : bytes
  }
  return parse(text, '--payload')
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${source} is not JSON: ${(error as Error).message}`)
  }
}

function print(answer: unknown): string | Uint8Array {
  if (answer instanceof Uint8Array) return answer
  if (answer === undefined) return ''
  return `${typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2)}\n`
}

function failureLine({ code, message, at, causes }: FailureData): string {
  const where = at ? ` (${placeText(at)})` : ''
  return [
    `${code}: ${message}${where}`,
    ...(causes ?? []).map((cause) => `  because: ${cause}`),
  ].join('\n')
}
