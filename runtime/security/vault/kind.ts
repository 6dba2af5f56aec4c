/** Callers that a Vault vouches for: what they show is held against it, and its answers are kept for a while. */
import { vaultDefinition } from '../../connectors/vault/definition.ts'
import type { Capability, Gate, Knock, Verdict } from '../../message/guard.ts'
import type { Vault, VaultToken } from '../../message/vault.ts'
import { Failure, toFailure } from '../../model/failure.ts'
import { challenge } from '../authorization.ts'
import { digestOf } from '../digest.ts'
import {
  type GateSurroundings,
  milliseconds,
  type SecurityKind,
  type Settings,
  text,
} from '../kind.ts'
import { VaultCaller } from './caller.ts'
import { type Proof, type Shown, secretHeaders, shownBy, type Words } from './credentials.ts'
import { decideBy } from './decide.ts'
import { KeptAnswers } from './kept.ts'

export const vault: SecurityKind = {
  definition: vaultDefinition,
  gate: (settings, surroundings) => new VaultGate(settings, surroundings),
  secretHeaders: () => secretHeaders,
}

/** What Vault said of a proof. */
interface Answer {
  verdict: Verdict
  /** Of a caller who is let in. */
  token?: VaultToken
  /** It was made for the caller, who is given it. */
  isNew?: boolean
}

// What Vault does not know now it may know soon; but whoever repeats a wrong password must not lock the account any sooner.
const longestNo = 5000

class VaultGate implements Gate {
  readonly figures = { letIn: 0, refused: 0, unavailable: 0, cached: 0 }
  readonly #name: string
  readonly #connection: string
  readonly #keeps: number
  readonly #challenge: string
  readonly #surroundings: GateSurroundings
  readonly #answers = new KeptAnswers<Answer>()
  readonly #capabilities = new KeptAnswers<readonly string[]>()

  constructor({ name, values }: Settings, surroundings: GateSurroundings) {
    this.#name = name
    this.#connection = text((values.connection as { name?: unknown } | undefined)?.name)
    this.#keeps = milliseconds(values.cache, 60)
    this.#challenge = challenge('Vault', { realm: text(values.realm) })
    this.#surroundings = surroundings
  }

  admit(knock: Knock): Verdict | Promise<Verdict> {
    try {
      const connection = this.#surroundings.vault(this.#connection)
      const { callers } = connection
      if (callers.method === 'none' && callers.service !== '') {
        return this.#decided(knock, connection)
      }
      const method = callers.method === 'none' ? undefined : callers.method
      const shown = shownBy((name) => knock.header(name), method, callers)
      return this.#hold(shown, knock, connection)
    } catch (thrown) {
      return this.#unavailable(thrown)
    }
  }

  async #decided(knock: Knock, connection: Vault): Promise<Verdict> {
    try {
      const shown = await decideBy(connection.callers, knock, this.#surroundings)
      return await this.#hold(shown, knock, connection)
    } catch (thrown) {
      return this.#unavailable(thrown)
    }
  }

  #hold(shown: Shown, knock: Knock, connection: Vault): Verdict | Promise<Verdict> {
    if (shown.is === 'absent') return { is: 'absent', challenge: this.#challenge }
    if (shown.is === 'wrong') return this.#count(this.#refused(shown.why))
    const { proof, words } = shown
    const { revokes } = connection
    const key = keyOf(proof)
    const known = this.#answers.get(key, revokes)
    if (known) {
      this.figures.cached++
      return this.#told(known, words, knock)
    }
    return this.#answers
      .ask(
        key,
        revokes,
        () => this.#ask(proof, connection),
        (answer) => this.#until(answer),
      )
      .then((answer) => this.#told(answer, words, knock))
  }

  async #ask(proof: Proof, connection: Vault): Promise<Answer> {
    try {
      const isToken = proof.method === 'token'
      const token = isToken ? await connection.lookup(proof.token) : await connection.login(proof)
      const permits = (of: VaultToken, capability: Capability, path: string) =>
        this.#may(of, capability, path)
      const verdict = {
        is: 'admitted',
        caller: new VaultCaller(this.#name, token, permits),
      } as const
      return { verdict, token, isNew: !isToken }
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (failure.code === 'UNAUTHORIZED' || failure.code === 'BAD_REQUEST') {
        return { verdict: this.#refused(failure.message) }
      }
      return { verdict: { is: 'unavailable', why: failure } }
    }
  }

  /** Never beyond the lease; what could not be told is asked anew. */
  #until({ verdict }: Answer): number {
    const now = Date.now()
    if (verdict.is === 'refused') return now + Math.min(this.#keeps, longestNo)
    if (verdict.is !== 'admitted') return 0
    return Math.min(now + this.#keeps, verdict.caller.lease ?? Number.POSITIVE_INFINITY)
  }

  #told({ verdict, token, isNew }: Answer, words: Words, knock: Knock): Verdict {
    if (token && isNew) knock.give(headersFor(token, words))
    return this.#count(verdict)
  }

  /** @throws Failure UNAUTHORIZED when the token is not good any more, SECURITY_UNAVAILABLE. */
  async #may(token: VaultToken, capability: Capability, path: string): Promise<boolean> {
    try {
      const connection = this.#surroundings.vault(this.#connection)
      const { revokes } = connection
      const what = digestOf(Buffer.from(`${token.token}\n${path}`)).toString('base64')
      const ends = Math.min(Date.now() + this.#keeps, token.ends ?? Number.POSITIVE_INFINITY)
      const found =
        this.#capabilities.get(what, revokes) ??
        (await this.#capabilities.ask(
          what,
          revokes,
          () => connection.capabilities(token.token, path),
          () => ends,
        ))
      return found.includes(capability) || found.includes('root')
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (failure.code === 'UNAUTHORIZED') {
        // Whichever way it was shown.
        this.#answers.dropAll((answer) => answer.token?.token === token.token)
        const words = 'Credentials are missing or not valid.'
        const details = { challenges: [this.#challenge] }
        throw new Failure('UNAUTHORIZED', words, { cause: failure, details })
      }
      const words = 'What the caller may do cannot be checked just now. Try again later.'
      throw new Failure('SECURITY_UNAVAILABLE', words, {
        cause: failure,
        details: { retryAfter: waitOf(failure) },
      })
    }
  }

  #refused(why: string): Verdict {
    return { is: 'refused', challenge: this.#challenge, why }
  }

  #unavailable(thrown: unknown): Verdict {
    return this.#count({ is: 'unavailable', why: toFailure(thrown) })
  }

  #count(verdict: Verdict): Verdict {
    if (verdict.is === 'admitted') this.figures.letIn++
    else if (verdict.is === 'refused') this.figures.refused++
    else if (verdict.is === 'unavailable') this.figures.unavailable++
    return verdict
  }
}

/** Of all that was shown; nothing of it can be told from the key. */
function keyOf(proof: Proof): string {
  return digestOf(Buffer.from(JSON.stringify(proof))).toString('base64')
}

function headersFor({ token, ends }: VaultToken, words: Words): Record<string, string> {
  const left = ends === undefined ? 0 : Math.max(0, Math.floor((ends - Date.now()) / 1000))
  return {
    [`${words}Token`]: token,
    [`${words}Token-Lease-Duration`]: String(left),
    'Cache-Control': 'no-store',
  }
}

/** Seconds. */
function waitOf({ details }: Failure): number {
  const { retryAfter } = details ?? {}
  return typeof retryAfter === 'number' ? retryAfter : 5
}
