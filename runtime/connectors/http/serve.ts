/**
 * A request's way: route -> room for it? -> who calls? -> body -> message -> `deliver` -> answer. A request holds the channel it began on
 * to its end, whatever is deployed meanwhile.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { newCid } from '../../message/cid.ts'
import { Message } from '../../message/message.ts'
import { Failure, type FailureCode, toFailure } from '../../model/failure.ts'
import type { Deliver, HostOptions } from '../connector.ts'
import { HttpKnock, type Trusted } from './knock.ts'
import { checkHead, decode, hasBody, readRequest } from './read-request.ts'
import type { RestChannel } from './rest-channel.ts'
import type { Found, Routes } from './routes.ts'
import { send, type Taken } from './send.ts'
import { Caller, toMessage } from './to-message.ts'
import { type Answer, toAnswer, toErrorAnswer } from './to-response.ts'
import { badRequest, preflightAnswer, unserved } from './unserved.ts'

const none: Buffer = Buffer.alloc(0)
const nothing = new Message({ raw: none })
const slash = 0x2f

/** Those who are turned away before anything of theirs was read. */
const turnedAway: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'UNAUTHORIZED',
  'FORBIDDEN',
  'TOO_MANY_REQUESTS',
  'SECURITY_UNAVAILABLE',
])

type Doors = Pick<HostOptions, 'deliver' | 'refused' | 'logger'>

export class Serving {
  /** From now on each answer is its connection's last. */
  isLeaving = false
  /** Likewise, and nothing is taken any more. */
  isClosing = false
  /** Requests begun and not answered yet, over all channels. */
  inHand = 0
  /** Called when the last one in hand is answered. */
  onIdle: (() => void) | undefined
  readonly #routes: Routes
  readonly #trusted: Trusted
  readonly #deliver: Deliver
  readonly #refused: HostOptions['refused']
  readonly #logger: Logger

  /** @param trusted The CAs of callers' certificates. */
  constructor(routes: Routes, { deliver, refused, logger }: Doors, trusted: Trusted) {
    this.#routes = routes
    this.#trusted = trusted
    this.#deliver = deliver
    this.#refused = refused
    this.#logger = logger
  }

  receive(request: IncomingMessage, response: ServerResponse, waits: boolean): void {
    const cid = newCid()
    const taken: Taken = { cid, request, response, waits }
    const { method = 'GET', headers } = request
    let url = request.url ?? '/'
    if (url.charCodeAt(0) !== slash) url = originForm(url)
    const early = this.#answerEarly(taken, url)
    if (early) {
      this.#send(taken, early)
      return
    }
    const found = this.#routes.find(method, url)
    if (typeof found === 'object') {
      void this.#serve(taken, found, url)
      return
    }
    const answer = unserved({ cid, method, url }, found, this.#routes)
    this.#logger.debug({ cid, method, url, status: answer.status, host: headers.host }, 'unserved')
    this.#send(taken, answer)
  }

  #answerEarly({ cid, request }: Taken, url: string): Answer | undefined {
    if (this.isClosing) {
      return toErrorAnswer(new Failure('RUNTIME_STOPPING', 'The runtime is stopping.'), cid)
    }
    const { headers, method, httpVersionMinor } = request
    if (headers.host === undefined && httpVersionMinor === 1) {
      return badRequest('The request has no Host header.', cid)
    }
    return method === 'OPTIONS' ? preflightAnswer(url, headers, this.#routes) : undefined
  }

  async #serve(taken: Taken, found: Found, url: string): Promise<void> {
    const { request, response, cid } = taken
    const { channel } = found
    const caller = new Caller(cid, found, request, response, url)
    if (channel.inHand >= channel.maxConcurrent) {
      const failure = busy(channel)
      this.#refused(nothing, caller, failure)
      this.#send(taken, toErrorAnswer(failure, cid), channel)
      return
    }
    channel.inHand++
    this.inHand++
    let message: Message = nothing
    let isDelivered = false
    let answer: Answer
    let knock: HttpKnock | undefined
    try {
      let early: Promise<Buffer> | undefined
      if (!channel.admission.isOpen) {
        knock = new HttpKnock(request, this.#trusted, () => {
          early ??= readBody(taken, channel, checkHead(request.headers, channel.maxSize))
          return early
        })
        caller.security = await channel.admission.admit(request, knock, found.params)
      }
      const encoding = checkHead(request.headers, channel.maxSize)
      const raw = hasBody(request.headers)
        ? await (early ?? readBody(taken, channel, encoding))
        : none
      message = toMessage(request, found, raw, encoding !== undefined)
      // Parsed here, so that what is malformed is answered before anybody works for it.
      if (channel.format !== 'none') void message.payload
      isDelivered = true
      const reply = await this.#deliver(message, caller)
      answer = toAnswer(reply, channel, message.headers)
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (!isDelivered && this.#isShown(failure, channel)) {
        this.#refused(message, caller, failure)
      }
      answer = this.#failed(failure, taken, channel)
    }
    if (knock?.given && caller.security) Object.assign(answer.headers, knock.given)
    this.#send(taken, answer, channel)
    caller.release()
    channel.inHand--
    if (--this.inHand === 0) this.onIdle?.()
  }

  #isShown({ code }: Failure, { admission }: RestChannel): boolean {
    return !turnedAway.has(code) || admission.shows()
  }

  #failed(failure: Failure, { cid, request }: Taken, { name }: RestChannel): Answer {
    const { code, message } = failure
    const facts = { cid, at: { collection: 'channels', name }, code, method: request.method }
    // What happened in an exchange the engine tells; a reply that cannot be sent comes after it.
    if (code === 'OUTPUT_MALFORMED') this.#logger.error(facts, message)
    else this.#logger.debug(facts, message)
    return toErrorAnswer(failure, cid)
  }

  #send(taken: Taken, answer: Answer, channel?: RestChannel): void {
    const unfit = send(taken, answer, channel?.cors, this.isClosing || this.isLeaving)
    if (!unfit) return
    const at = { collection: 'channels', name: channel?.name }
    this.#logger.error({ cid: taken.cid, at, code: unfit.code }, unfit.message)
  }
}

/** Decompressed. @throws Failure. */
async function readBody(
  taken: Taken,
  { maxSize }: RestChannel,
  encoding: string | undefined,
): Promise<Buffer> {
  const { request, response } = taken
  if (!hasBody(request.headers)) return none
  if (taken.waits) response.writeContinue()
  taken.waits = false
  const raw = await readRequest(request, maxSize)
  return encoding ? decode(raw, encoding, maxSize) : raw
}

function busy({ inHand }: RestChannel): Failure {
  const words = `The channel has ${inHand} requests in hand and takes no more just now.`
  return new Failure('CHANNEL_BUSY', words)
}

/** `http://host/path?q`, as proxies are asked (RFC 9112, 3.2.2), without its host. `*` stays. */
function originForm(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname + search
}
