/**
 * Gives the sample the FTP server that it stores its files on, so that a newcomer sees them arrive. Only for a project
 * made from the sample, and only while its connection still points at this machine: one's own server is left alone.
 */
import { nanoid } from 'nanoid'
import * as z from 'zod'
import type { FileText } from './desktop.ts'
import { firstSample } from './first-project.ts'
import type { Identity } from './project-files.ts'
import { startSampleFtp } from './sample-server/start-sample-ftp.ts'
import { sampleOf } from './samples.ts'

const connectionSchema = z.looseObject({
  type: z.literal('ftp'),
  host: z.enum(['127.0.0.1', 'localhost']),
  port: z.number().int(),
  user: z.string(),
  password: z.object({ secret: z.string() }),
})

export interface SampleProject extends Identity {
  files: readonly FileText[]
  /** The value of a secret; undefined: not set. */
  secret(name: string): string | undefined
  setSecret(name: string, value: string): Promise<void>
  save(files: readonly FileText[]): Promise<void>
}

/** Where the sample's files arrive: beside the project, so that the project's folder stays the user's. */
export function receivedFolder(project: string): string {
  return `${project}-received`
}

/** Resolves with the undoing. The connection follows when its port is taken and the server listens on another. */
export async function serveSample(project: SampleProject): Promise<() => Promise<void>> {
  const found = sampleOf(project.id) === firstSample ? connectionIn(project.files) : undefined
  if (!found) return async () => undefined
  const { path, connection } = found
  const password = await passwordOf(project, connection.password.secret)
  const { port, user } = connection
  const folder = receivedFolder(project.folder)
  const server = await startSampleFtp({ folder, port, user, password })
  if (server.port !== port)
    await project.save([{ path, text: jsonOf({ ...connection, port: server.port }) }])
  console.log(`The sample's FTP server listens on ${server.host}:${server.port}.`)
  console.log(`Its files arrive in ${folder}`)
  return () => server.stop()
}

async function passwordOf(project: SampleProject, name: string): Promise<string> {
  const known = project.secret(name)
  if (known !== undefined) return known
  const password = nanoid()
  await project.setSecret(name, password)
  return password
}

function connectionIn(files: readonly FileText[]) {
  for (const { path, text } of files) {
    if (!path.startsWith('connections/') || text === undefined) continue
    const parsed = connectionSchema.safeParse(read(text))
    if (parsed.success) return { path, connection: parsed.data }
  }
  return undefined
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Broken by hand: the designer says so, and there is nothing to serve.
    return undefined
  }
}

function jsonOf(connection: object): string {
  return `${JSON.stringify(connection, null, 2)}\n`
}
