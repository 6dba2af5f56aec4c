/** What calls of an FTP connection give when a stand-in answers: its body as JSON, in the form that their step shows. */
import type { Message } from '../../message/message.ts'
import { standInValue } from '../../message/stand-ins.ts'
import type { FtpContent, FtpEntry } from '../../services/clients.ts'
import { bytesOf, isStream } from './upload.ts'

/** With no body there is nothing in the directory. */
export function entriesIn(answer: Message): FtpEntry[] {
  const entries = standInValue(answer, 'a list of { name, path, type, size }', isEntries) ?? []
  return entries.map(({ modifiedAt, ...entry }) =>
    modifiedAt === undefined ? entry : { ...entry, modifiedAt: new Date(modifiedAt) },
  )
}

/** With no body there is nothing of that path. */
export function existsIn(answer: Message): boolean {
  return standInValue(answer, 'true or false', isBoolean) ?? false
}

export function sizeIn(answer: Message): number {
  return standInValue(answer, 'a number of bytes', isNumber) ?? 0
}

/** A stream is read to its end, as an upload would have. */
export async function sizeOf(content: FtpContent): Promise<number> {
  if (!isStream(content)) return bytesOf(content).length
  let size = 0
  for await (const chunk of content) size += chunk.length
  return size
}

function isEntries(value: unknown): value is FtpEntry[] {
  return Array.isArray(value) && value.every((one) => typeof one?.name === 'string')
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}
