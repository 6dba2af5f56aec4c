/** What the window and the payload worker say to each other. Each ask but `add` is answered once, under its own id. */
import type { Outline, Row } from './document.ts'
import type { PayloadFormat } from './guess-format.ts'

export type PayloadAsk =
  /** The next stretch of the body to be opened. The one ask that is not answered. */
  | { kind: 'add'; id: number; bytes: Uint8Array }
  | {
      kind: 'open'
      id: number
      contentType?: string
      format?: PayloadFormat
    }
  | { kind: 'format'; id: number; format: PayloadFormat }
  | { kind: 'rows'; id: number; from: number; to: number }

export type PayloadAnswer = { id: number; outline: Outline } | { id: number; rows: Row[] }
