/** Tokens that the authorization server is asked about. Its answers are kept for a while, by the digest of the token. */
import type { Gate, Verdict } from '../../message/guard.ts'
import { Failure } from '../../model/failure.ts'
import { Asking } from '../asking.ts'
import { tokenOf } from '../authorization.ts'
import { clientLogin, encodedLogin } from '../client.ts'
import { digestOf } from '../digest.ts'
import { milliseconds, type SecurityKind, type Settings, text, texts } from '../kind.ts'
import { answersOf, type Claims } from '../tokens.ts'
import { introspectionDefinition } from './definition.ts'

export const introspection: SecurityKind = {
  definition: introspectionDefinition,
  gate,
  derived: (settings) => [encodedLogin(settings)],
}

interface Kept {
  verdict: Verdict
  /** Epoch milliseconds. */
  until: number
}

// 10,000 answers are some megabytes; whoever shows more tokens than that asks anew.
const mostKept = 10_000
// What is no token today is none tomorrow; but a server may be told of a new one a moment late.
const longestNo = 10_000

function gate(settings: Settings): Gate {
  const { values } = settings
  const asking = new Asking(milliseconds(values.timeout, 5), text(values.ca))
  const login = clientLogin(settings)
  const answers = answersOf(settings, 'oauth2-introspection')
  const audience = texts(values.audience)
  const keeps = milliseconds(values.cache, 60)
  const kept = new Map<string, Kept>()
  const pending = new Map<string, Promise<Verdict>>()

  async function ask(token: string, key: string): Promise<Verdict> {
    const claims = await introspect(token)
    if (claims instanceof Failure) return { is: 'unavailable', why: claims }
    const verdict = judge(claims)
    const now = Date.now()
    const ends = typeof claims.exp === 'number' ? claims.exp * 1000 : Number.POSITIVE_INFINITY
    const keptFor = verdict.is === 'refused' ? Math.min(keeps, longestNo) : keeps
    if (kept.size >= mostKept) dropOldest(kept)
    kept.set(key, { verdict, until: Math.min(now + keptFor, ends) })
    return verdict
  }

  function judge(claims: Claims): Verdict {
    if (claims.active !== true) return answers.refused('the server says that it is not active')
    if (typeof claims.exp === 'number' && claims.exp * 1000 <= Date.now()) {
      return answers.refused('it has expired')
    }
    const meant = Array.isArray(claims.aud) ? claims.aud : [claims.aud]
    if (audience.length > 0 && !audience.some((one) => meant.includes(one))) {
      return answers.refused('it was made for another audience')
    }
    return answers.good(claims)
  }

  async function introspect(token: string): Promise<Claims | Failure> {
    const form = new URLSearchParams({ ...login.form, token, token_type_hint: 'access_token' })
    try {
      const { status, json } = await asking.ask({
        url: text(values.url),
        method: 'POST',
        headers: {
          ...login.headers,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: form.toString(),
      })
      if (status === 200 && typeof json === 'object' && json !== null) return json as Claims
      return unavailable(
        settings,
        status === 200 ? 'answered what is no JSON object' : `answered ${status}`,
      )
    } catch (error) {
      return unavailable(settings, (error as Error).message, error)
    }
  }

  return {
    admit(knock) {
      const token = tokenOf(knock.header('authorization'), 'bearer')
      if (token === undefined) return answers.absent
      if (token === '') return answers.refused('it is no token')
      const key = digestOf(Buffer.from(token)).toString('base64')
      const known = kept.get(key)
      if (known && known.until > Date.now()) return known.verdict
      kept.delete(key)
      const asked = pending.get(key) ?? ask(token, key).finally(() => pending.delete(key))
      pending.set(key, asked)
      return asked
    },
  }
}

function dropOldest(kept: Map<string, Kept>): void {
  let left = mostKept / 10
  for (const key of kept.keys()) {
    if (left-- === 0) return
    kept.delete(key)
  }
}

function unavailable({ name, values }: Settings, words: string, cause?: unknown): Failure {
  return new Failure('SECURITY_UNAVAILABLE', `The server ${text(values.url)} ${words}.`, {
    at: { collection: 'security', name, field: 'url' },
    cause,
  })
}
