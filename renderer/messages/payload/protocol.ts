/** What the window and the payload worker say to each other. Each ask is answered once, under its own id. */
import type { Outline, Row } from './document.ts'
import type { PayloadFormat } from './guess-format.ts'

export type PayloadAsk =
  | {
      kind: 'open'
      id: number
      bytes: Uint8Array<ArrayBuffer>
      contentType?: string
      format?: PayloadFormat
    }
  | { kind: 'format'; id: number; format: PayloadFormat }
  | { kind: 'rows'; id: number; from: number; to: number }

export type PayloadAnswer = { id: number; outline: Outline } | { id: number; rows: Row[] }
