/** Secrets are compared as digests of one length, in a time that tells nothing of where they differ. */
import { createHash, timingSafeEqual } from 'node:crypto'

export function digestOf(text: string | Uint8Array): Buffer {
  return createHash('sha256').update(text).digest()
}

export function isSame(shown: string | Uint8Array, expected: Buffer): boolean {
  return timingSafeEqual(digestOf(shown), expected)
}
