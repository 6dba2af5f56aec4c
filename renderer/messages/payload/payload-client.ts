/** The window's end of the payload worker: one worker for one view, ended with it so that its memory goes too. */
import type { Outline, Row } from './document.ts'
import type { PayloadFormat } from './guess-format.ts'
import type { PayloadAnswer, PayloadAsk } from './protocol.ts'

/** An ask without its id; over each member of the union on its own. */
type Question = PayloadAsk extends infer A ? (A extends PayloadAsk ? Omit<A, 'id'> : never) : never

export class PayloadClient {
  readonly #worker = new Worker('/workers/payload.worker.js', { name: 'payload' })
  readonly #waiting = new Map<number, (answer: PayloadAnswer) => void>()
  #next = 1

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<PayloadAnswer>) => {
      this.#waiting.get(data.id)?.(data)
      this.#waiting.delete(data.id)
    }
  }

  /** The next stretch of the body. All in one piece would hold the window while they are copied. */
  add(bytes: Uint8Array): void {
    this.#worker.postMessage({ kind: 'add', id: this.#next++, bytes } satisfies PayloadAsk)
  }

  /** What was added is whole. `format` left out: the one that fits best. */
  async open(contentType?: string, format?: PayloadFormat): Promise<Outline> {
    return outlineOf(await this.#ask({ kind: 'open', contentType, format }))
  }

  async format(format: PayloadFormat): Promise<Outline> {
    return outlineOf(await this.#ask({ kind: 'format', format }))
  }

  async rows(from: number, to: number): Promise<readonly Row[]> {
    const answer = await this.#ask({ kind: 'rows', from, to })
    return 'rows' in answer ? answer.rows : []
  }

  close(): void {
    this.#worker.terminate()
    this.#waiting.clear()
  }

  #ask(question: Question): Promise<PayloadAnswer> {
    const id = this.#next++
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#worker.postMessage({ ...question, id })
    })
  }
}

function outlineOf(answer: PayloadAnswer): Outline {
  if ('outline' in answer) return answer.outline
  throw new Error('The payload worker answered rows where an outline was asked for.')
}
