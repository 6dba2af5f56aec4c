/**
 * The token of one client: fetched when first needed and by one at a time, kept until shortly before it ends, renewed
 * beside the calls that still use it.
 */
import { Failure, type FailureCode } from '../../model/failure.ts'
import { Asking, NotTold } from '../asking.ts'
import { type ClientLogin, clientLogin } from '../client.ts'
import { milliseconds, type Settings, text, texts } from '../kind.ts'

interface Token {
  text: string
  /** On the monotonic clock, in milliseconds: from when a new one is fetched, and from when this one is not used any more. */
  renewAt: number
  endsAt: number
}

// RFC 6749, 5.1: when the server does not say, it is known by other means; a 401 is one.
const unsaid = 300
// Between two tries to renew a token that is still good.
const pause = 1000

export class TokenSource {
  readonly #settings: Settings
  readonly #asking: Asking
  readonly #login: ClientLogin
  readonly #onToken: (token: string) => void
  #token: Token | undefined
  #pending: Promise<Token> | undefined
  #triedAt = Number.NEGATIVE_INFINITY

  /**
   * @param onToken Told of each before it is used.
   * @throws Failure SECURITY_INCOMPLETE.
   */
  constructor(settings: Settings, onToken: (token: string) => void) {
    this.#settings = settings
    this.#onToken = onToken
    this.#asking = new Asking(milliseconds(settings.values.timeout, 5), text(settings.values.ca))
    this.#login = clientLogin(settings)
  }

  /** @throws Failure OUTGOING_LOGIN_FAILED, OUTGOING_UNREACHABLE, OUTGOING_TIMED_OUT, OUTGOING_UNREADABLE. */
  token(): string | Promise<string> {
    const now = performance.now()
    const token = this.#token
    if (!token || now >= token.endsAt) return this.#fetchOnce().then((fresh) => fresh.text)
    if (now >= token.renewAt && now - this.#triedAt > pause) {
      // It fails for whoever needs it: the one that is there still works.
      this.#fetchOnce().catch(() => undefined)
    }
    return token.text
  }

  /** The peer does not take it. Somebody else may have fetched another meanwhile. */
  drop(text: string): void {
    if (this.#token?.text === text) this.#token = undefined
  }

  #fetchOnce(): Promise<Token> {
    this.#triedAt = performance.now()
    this.#pending ??= this.#fetch()
      .then((token) => {
        this.#token = token
        return token
      })
      .finally(() => {
        this.#pending = undefined
      })
    return this.#pending
  }

  async #fetch(): Promise<Token> {
    const { values } = this.#settings
    const scopes = texts(values.scopes)
    const form = new URLSearchParams({
      ...(values.parameters as Record<string, string> | undefined),
      ...this.#login.form,
      grant_type: 'client_credentials',
      ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    })
    const { status, json } = await this.#asking
      .ask({
        url: text(values.tokenUrl),
        method: 'POST',
        headers: {
          ...this.#login.headers,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: form.toString(),
      })
      .catch((error: Error) => {
        const isLate = error instanceof NotTold && error.isLate
        throw this.#failure(
          isLate ? 'OUTGOING_TIMED_OUT' : 'OUTGOING_UNREACHABLE',
          error.message,
          error,
        )
      })
    return this.#read(status, json as Record<string, unknown> | null | undefined)
  }

  #read(status: number, json: Record<string, unknown> | null | undefined): Token {
    if (status >= 500) throw this.#failure('OUTGOING_UNREACHABLE', `answered ${status}`)
    if (status !== 200) {
      const code = /^[\x20-\x7e]{1,100}$/.exec(text(json?.error))?.[0]
      const words = `answered ${status}${code === undefined ? '' : ` (${code})`}`
      throw this.#failure('OUTGOING_LOGIN_FAILED', words)
    }
    const token = text(json?.access_token)
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw this.#failure('OUTGOING_UNREADABLE', 'gave no access_token that could be sent')
    }
    this.#onToken(token)
    // Some servers write it as a text.
    const said = Number(json?.expires_in)
    const lives = (said > 0 ? said : unsaid) * 1000
    const now = performance.now()
    return { text: token, renewAt: now + lives - Math.min(30_000, lives / 5), endsAt: now + lives }
  }

  #failure(code: FailureCode, words: string, cause?: unknown): Failure {
    const { name, values } = this.#settings
    return new Failure(
      code,
      `There is no token of "${name}": the server ${text(values.tokenUrl)} ${words}.`,
      { at: { collection: 'security', name }, cause },
    )
  }
}
