import { describe, expect, it } from 'vitest'
import { MaskedBody } from '../../../runtime/inspector/masked-body.ts'
import { mask, Redactor } from '../../../runtime/inspector/redact.ts'

const stretch = 64 * 1024

/** Counts how often a whole body was searched. */
class Counting extends Redactor {
  searched = 0
  override bytes(bytes: Buffer, contentType: string | undefined): Buffer {
    this.searched++
    return super.bytes(bytes, contentType)
  }
}

function large(word: string): Buffer {
  return Buffer.from(`${'x'.repeat(stretch * 5)} ${word} ${'y'.repeat(stretch * 5)}`)
}

function readAll(bodies: MaskedBody, bytes: Buffer): string {
  const parts: Buffer[] = []
  for (let offset = 0, size = 1; offset < size; offset += stretch) {
    const whole = bodies.whole(bytes, 'text/plain', { offset, limit: stretch })
    size = whole.length
    parts.push(whole.subarray(offset, offset + stretch))
  }
  return Buffer.concat(parts).toString()
}

describe('a large body read in stretches', () => {
  it('is searched for secrets once', () => {
    const redactor = new Counting()
    redactor.setSecrets(['s3cret-pw'])
    const bodies = new MaskedBody(redactor)
    expect(readAll(bodies, large('s3cret-pw'))).toBe(large(mask).toString())
    expect(redactor.searched).toBe(1)
  })

  it('is searched again when something else has become a secret', () => {
    const redactor = new Counting()
    const bodies = new MaskedBody(redactor)
    const bytes = large('s3cret-pw')
    const range = { offset: 0, limit: stretch }
    expect(bodies.whole(bytes, 'text/plain', range).includes('s3cret-pw')).toBe(true)
    redactor.setSecrets(['s3cret-pw'])
    expect(bodies.whole(bytes, 'text/plain', range).includes('s3cret-pw')).toBe(false)
  })

  it('is not mistaken for another one', () => {
    const bodies = new MaskedBody(new Redactor())
    const [one, other] = [large('one'), large('two')]
    const range = { offset: 0, limit: stretch }
    bodies.whole(one, 'text/plain', range)
    expect(bodies.whole(other, 'text/plain', range)).toBe(other)
  })
})
