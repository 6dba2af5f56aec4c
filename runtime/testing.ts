/** The tests of one designer: their bodies on the way in, those under way, and the last answers, in stretches as they are asked for. */
import type { Tested } from './connectors/connector.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { TestAnswer, Testing, TestRequest } from './model/testing.ts'
import type { Body } from './model/trace.ts'
import type { Runtime } from './runtime.ts'

const mebibyte = 1024 * 1024
/** What the bodies of tests to come may have in all. */
const mostWaiting = 512 * mebibyte
/** The answers that are kept: so many, and the last whatever its size. */
const mostAnswers = 20
const mostKept = 256 * mebibyte

interface Kept {
  body: Buffer
  contentType: string | undefined
  headers: Record<string, string>
}

export class Tests implements Testing {
  readonly #runtime: Runtime
  readonly #coming = new Map<string, Buffer[]>()
  readonly #underWay = new Map<string, AbortController>()
  /** Oldest first. */
  readonly #answers = new Map<string, Kept>()

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  async test({ id, channel, via, values, contentType, body }: TestRequest): Promise<TestAnswer> {
    const controller = new AbortController()
    this.#underWay.set(id, controller)
    const began = performance.now()
    const took = () => performance.now() - began
    try {
      const all = Buffer.concat([...(this.#coming.get(id) ?? []), body ?? Buffer.alloc(0)])
      this.#coming.delete(id)
      const { channels } = this.#runtime
      if (!channels) throw new Failure('CHANNEL_NOT_FOUND', 'Nothing is deployed yet.')
      const message = { via, values, contentType, body: all }
      const { signal } = controller
      // Who cancels has the pane back at once, also from a service that does not listen.
      const tested = await Promise.race([channels.test(channel, message, signal), aborted(signal)])
      return this.#answered(id, tested, took())
    } catch (thrown) {
      const nothing = { headers: [], size: 0, took: took() }
      if (controller.signal.aborted) return { outcome: 'cancelled', ...nothing }
      const failure = this.#runtime.inspector.redactor.failure(toFailure(thrown).toData())
      return { outcome: 'failed', ...nothing, failure }
    } finally {
      this.#coming.delete(id)
      this.#underWay.delete(id)
    }
  }

  async testBody(id: string, bytes: Uint8Array): Promise<void> {
    const waiting = [...this.#coming.values()].flat().reduce((sum, { length }) => sum + length, 0)
    if (waiting + bytes.length > mostWaiting) {
      this.#coming.delete(id)
      throw new Failure('MESSAGE_TOO_LARGE', 'The body of a test has at most 512 MiB.')
    }
    this.#coming.set(id, [...(this.#coming.get(id) ?? []), Buffer.from(bytes)])
  }

  /** The body that came for it, which is then no longer kept here; undefined: none did. */
  takeBody(id: string): Buffer | undefined {
    const parts = this.#coming.get(id)
    this.#coming.delete(id)
    return parts?.length === 1 ? parts[0] : parts && Buffer.concat(parts)
  }

  async testAnswer(
    id: string,
    range?: { offset: number; limit: number },
  ): Promise<Body | undefined> {
    const kept = this.#answers.get(id)
    if (!kept) return undefined
    const { body, contentType, headers } = kept
    const from = range?.offset ?? 0
    const bytes = body.subarray(from, range && from + range.limit)
    return {
      // A copy: of a view, all that it looks at would cross the port.
      bytes: Uint8Array.from(bytes),
      size: body.length,
      ...(contentType === undefined ? {} : { contentType }),
      headers,
      properties: {},
    }
  }

  async cancelTest(id: string): Promise<void> {
    this.#coming.delete(id)
    this.#underWay.get(id)?.abort(new Failure('CALLER_GONE', 'The test was cancelled.'))
  }

  /** The designer has gone: nobody waits for these any more. */
  close(): void {
    for (const id of [...this.#underWay.keys()]) void this.cancelTest(id)
    this.#coming.clear()
    this.#answers.clear()
  }

  /** What is known to be secret is masked here, once, as in all that is shown of messages. */
  #answered(id: string, tested: Tested, took: number): TestAnswer {
    const { redactor } = this.#runtime.inspector
    const { body, failure, ...told } = tested
    const headers = tested.headers.map(
      ([name, value]) => [name, redactor.headers({ [name]: value })[name] ?? ''] as const,
    )
    const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
    const kept = {
      body: redactor.bytes(body, contentType),
      contentType,
      headers: Object.fromEntries(headers),
    }
    this.#keep(id, kept)
    return {
      ...told,
      outcome: 'answered',
      headers,
      ...(contentType === undefined ? {} : { contentType }),
      size: kept.body.length,
      took,
      ...(failure ? { failure: redactor.failure(failure) } : {}),
    }
  }

  #keep(id: string, kept: Kept): void {
    this.#answers.set(id, kept)
    let size = [...this.#answers.values()].reduce((sum, { body }) => sum + body.length, 0)
    for (const [old, { body }] of this.#answers) {
      if (old === id || (this.#answers.size <= mostAnswers && size <= mostKept)) break
      this.#answers.delete(old)
      size -= body.length
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
