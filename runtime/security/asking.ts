/** Asks an authorization server: one small JSON answer, over connections that are kept for a while and hold nobody up. */
import type { Agent } from 'undici'

export interface Question {
  url: string
  method: 'GET' | 'POST'
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface Told {
  status: number
  /** undefined: the answer is not JSON. */
  json: unknown
}

// A key set of a hundred keys has 60 KiB.
const largest = 1024 * 1024

/** No answer, or none that could be read. The words go on after "the server". */
export class NotTold extends Error {
  constructor(
    readonly isLate: boolean,
    words: string,
    cause?: unknown,
  ) {
    super(words, { cause })
    this.name = 'NotTold'
  }
}

export class Asking {
  #agent: Promise<Agent> | undefined

  /**
   * @param timeout Milliseconds, connecting included.
   * @param ca PEM, trusted besides those of the system; empty: none.
   */
  constructor(
    private readonly timeout: number,
    private readonly ca: string,
  ) {}

  /** @throws NotTold. */
  async ask({ url, ...question }: Question): Promise<Told> {
    const signal = AbortSignal.timeout(this.timeout)
    try {
      this.#agent ??= this.#open()
      const [{ default: undici }, dispatcher] = await Promise.all([import('undici'), this.#agent])
      const answer = await undici.request(url, { ...question, dispatcher, signal })
      const body = await answer.body.text()
      return { status: answer.statusCode, json: parsed(body) }
    } catch (error) {
      if (signal.aborted) {
        throw new NotTold(true, `did not answer within ${this.timeout / 1000} s`, error)
      }
      throw new NotTold(false, `could not be asked: ${wordsOf(error)}`, error)
    }
  }

  /**
   * Nothing has to be closed: sockets without work do not keep a process alive, and are let go of after some seconds.
   */
  async #open(): Promise<Agent> {
    // Bundled, undici has its default export only.
    const [{ default: undici }, { rootCertificates }] = await Promise.all([
      import('undici'),
      import('node:tls'),
    ])
    return new undici.Agent({
      connections: 20,
      maxResponseSize: largest,
      keepAliveMaxTimeout: 10_000,
      connect: {
        timeout: this.timeout,
        ...(this.ca === '' ? {} : { ca: [...rootCertificates, this.ca] }),
      },
    })
  }
}

/** The innermost says what happened; what is around it says that something did. */
function wordsOf(error: unknown): string {
  let innermost = error as Error & { errors?: Error[] }
  for (let depth = 0; depth < 8; depth++) {
    const next = innermost.errors?.[0] ?? innermost.cause
    if (!(next instanceof Error)) break
    innermost = next
  }
  return innermost.message
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
