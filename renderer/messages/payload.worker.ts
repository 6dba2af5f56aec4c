/**
 * Lays out payloads away from the window's thread. One document at a time: the one on show. Bundled as a file of its own,
 * `workers/payload.worker.js`.
 */
import { PayloadDocument } from './payload/document.ts'
import type { PayloadAnswer, PayloadAsk } from './payload/protocol.ts'

let parts: Uint8Array[] = []
let bytes = new Uint8Array()
let contentType: string | undefined
let shown: PayloadDocument | undefined

/** The part of a worker's global scope that we use; the designer's other files are compiled for a window. */
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<PayloadAsk>) => void) | null
  postMessage(answer: PayloadAnswer): void
}

scope.onmessage = ({ data }) => {
  if (data.kind === 'add') {
    parts.push(data.bytes)
  } else if (data.kind === 'open') {
    bytes = joined(parts)
    parts = []
    contentType = data.contentType
    shown = new PayloadDocument(bytes, contentType, data.format)
    scope.postMessage({ id: data.id, outline: shown.outline })
  } else if (data.kind === 'format') {
    shown = new PayloadDocument(bytes, contentType, data.format)
    scope.postMessage({ id: data.id, outline: shown.outline })
  } else {
    scope.postMessage({ id: data.id, rows: shown?.rows(data.from, data.to) ?? [] })
  }
}

function joined(all: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of all) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
