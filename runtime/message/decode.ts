/** Compressed bodies, as bytes that can be read; never more of them than allowed, whatever they were made of. */
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Failure } from '../model/failure.ts'

const decoders: Readonly<
  Record<string, (raw: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** What a sender may use instead of an encoding that is not known. */
export const encodings = 'gzip, deflate, br'

/** @param encoding In lower case. */
export function isKnownEncoding(encoding: string): boolean {
  return Object.hasOwn(decoders, encoding)
}

/** @throws Failure MESSAGE_TOO_LARGE, MESSAGE_UNREADABLE. */
export async function decode(raw: Buffer, encoding: string, maxSize: number): Promise<Buffer> {
  try {
    return (await decoders[encoding]?.(raw, { maxOutputLength: maxSize })) ?? raw
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxSize)
    throw new Failure(
      'MESSAGE_UNREADABLE',
      `The body is not ${encoding}: ${(error as Error).message}.`,
      { cause: error },
    )
  }
}

export function tooLarge(maxSize: number): Failure {
  return new Failure(
    'MESSAGE_TOO_LARGE',
    `The body is larger than the ${sizeText(maxSize)} allowed.`,
    { details: { limit: maxSize } },
  )
}

function sizeText(bytes: number): string {
  const [unit, name] = bytes < 1024 * 1024 ? [1024, 'KiB'] : [1024 * 1024, 'MiB']
  return `${Math.round((bytes / unit) * 10) / 10} ${name}`
}
