/**
 * An archive that somebody sent, as the files of a release. It is read in one pass and never written to the disk as it came;
 * what is no file of a project, leads elsewhere, or grows out of proportion ends it at once.
 */
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { type Limits, usualLimits } from './limits.ts'
import type { ReleaseFile } from './pack.ts'
import { compiledPath, pathTrouble } from './paths.ts'
import { Refusal } from './refusal.ts'

const proportionFrom = 1 << 20

/** @throws Refusal that names the file and why. */
export async function unpackRelease(
  source: Readable,
  limits: Limits = usualLimits,
): Promise<ReleaseFile[]> {
  const gunzip = createGunzip()
  const archive = extract()
  const files = new Map<string, ReleaseFile>()
  let sent = 0
  let grown = 0
  let total = 0
  let failure: Error | undefined

  const fail = (error: Error) => {
    failure ??= error
    source.unpipe(gunzip)
    gunzip.destroy()
    archive.destroy(error)
  }
  source.on('data', (part: Buffer) => {
    sent += part.length
    if (sent > limits.archive) fail(tooLarge('The archive', limits.archive))
  })
  gunzip.on('data', (part: Buffer) => {
    grown += part.length
    // Before what stands in it is looked at: a bomb may be in a header's padding as well as in a file.
    if (grown > limits.total * 2) fail(tooLarge('What is in the archive', limits.total))
    else if (grown > proportionFrom && grown > Math.max(sent, 1) * limits.ratio) fail(bomb())
  })
  source.once('error', fail)
  source.once('aborted', () => fail(new Refusal(400, 'ARCHIVE_CUT', 'The upload was cut off.')))
  gunzip.once('error', () => fail(unreadable()))
  archive.once('error', (error) => fail(error instanceof Refusal ? error : unreadable()))

  archive.on('entry', (header, stream, next) => {
    // It ends with the archive, and says so by itself.
    stream.on('error', fail)
    const refusal = entryTrouble(header, files, limits)
    if (refusal) return fail(refusal)
    if (header.type === 'directory') {
      stream.on('end', next).resume()
      return
    }
    const parts: Buffer[] = []
    stream.on('data', (data) => {
      const part = data as Buffer
      total += part.length
      if (total > limits.total) fail(tooLarge('What is in the archive', limits.total))
      parts.push(part)
    })
    stream.on('end', () => {
      const text = textOf(Buffer.concat(parts))
      if (text === undefined) {
        fail(
          new Refusal(422, 'FILE_NOT_TEXT', `"${header.name}" in the archive is not UTF-8 text.`),
        )
        return
      }
      files.set(header.name, { path: header.name, text })
      next()
    })
  })

  await new Promise<void>((resolve) => {
    archive.once('finish', resolve)
    archive.once('close', resolve)
    source.pipe(gunzip).pipe(archive)
  })
  if (failure) throw failure
  if (!files.has('patchbay.json')) {
    throw new Refusal(
      422,
      'NOT_A_PROJECT',
      'The archive holds no project: there is no patchbay.json at its root.',
    )
  }
  return [...files.values()]
}

function entryTrouble(
  { name, type, size }: Header,
  files: ReadonlyMap<string, ReleaseFile>,
  limits: Limits,
): Refusal | undefined {
  const refuse = (why: string) =>
    new Refusal(422, 'ARCHIVE_REFUSED', `"${name.slice(0, 200)}" in the archive ${why}.`)
  if (type === 'directory') {
    const path = name.replace(/\/+$/, '')
    const leads = path.startsWith('/') || path.split('/').includes('..')
    return leads ? refuse('leads out of the project') : undefined
  }
  if (type !== 'file' && type !== 'contiguous-file') {
    return refuse(`is a ${type ?? 'strange thing'}: only files may be in it`)
  }
  const trouble = pathTrouble(name)
  if (trouble) return refuse(trouble)
  if (files.has(name)) return refuse('is there twice')
  if (files.size >= limits.files) return refuse(`is one more than ${limits.files} files`)
  const largest = name === compiledPath ? limits.total : limits.file
  if (size > largest) return refuse(`is larger than ${largest >> 20} MiB`)
  return undefined
}

function tooLarge(what: string, limit: number): Refusal {
  return new Refusal(413, 'ARCHIVE_TOO_LARGE', `${what} is larger than ${limit >> 20} MiB.`)
}

function bomb(): Refusal {
  return new Refusal(413, 'ARCHIVE_TOO_LARGE', 'The archive grows out of all proportion.')
}

function unreadable(): Refusal {
  return new Refusal(400, 'ARCHIVE_UNREADABLE', 'What was sent is no tar.gz archive.')
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
