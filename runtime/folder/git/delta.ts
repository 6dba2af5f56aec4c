/** An object that is kept as its difference from another. https://git-scm.com/docs/gitformat-pack, "Deltified representation" */

/** @throws Error when the delta does not belong to this base. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const from = readSize(delta, 0)
  const to = readSize(delta, from.next)
  if (from.size !== base.length) throw new Error('a delta does not fit its base')
  const result = Buffer.allocUnsafe(to.size)
  let at = to.next
  let written = 0
  while (at < delta.length) {
    const word = delta[at++] ?? 0
    if ((word & 0x80) === 0) {
      written += delta.copy(result, written, at, at + word)
      at += word
      continue
    }
    let offset = 0
    let size = 0
    for (let byte = 0; byte < 4; byte++) {
      if (word & (1 << byte)) offset += (delta[at++] ?? 0) * 2 ** (8 * byte)
    }
    for (let byte = 0; byte < 3; byte++) {
      if (word & (0x10 << byte)) size += (delta[at++] ?? 0) * 2 ** (8 * byte)
    }
    // 0 stands for the size that would not fit.
    if (size === 0) size = 0x10000
    written += base.copy(result, written, offset, offset + size)
  }
  if (written !== to.size) throw new Error('a delta is damaged')
  return result
}

function readSize(bytes: Buffer, start: number): { size: number; next: number } {
  let size = 0
  let factor = 1
  let next = start
  for (;;) {
    const byte = bytes[next++] ?? 0
    size += (byte & 0x7f) * factor
    if ((byte & 0x80) === 0) return { size, next }
    factor *= 128
  }
}
