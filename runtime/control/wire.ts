/** Packets as text, for a socket: JSON, with bytes as base64 under a key of their own. */

const bytesKey = '$bytes'

export function toWire(packet: unknown): string {
  return JSON.stringify(packet, (_key, value: unknown) =>
    value instanceof Uint8Array ? { [bytesKey]: Buffer.from(value).toString('base64') } : value,
  )
}

/** @throws SyntaxError when it is not JSON. */
export function fromWire(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(bytesKey in value)) return value
    return Uint8Array.from(Buffer.from(String(value[bytesKey]), 'base64'))
  })
}
