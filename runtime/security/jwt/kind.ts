/** Signed tokens: what the signature is checked with, and what a good one must say. */
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import type { JWTVerifyOptions } from 'jose'
import type { Gate, Verdict } from '../../message/guard.ts'
import { Failure } from '../../model/failure.ts'
import { isBase64Url, tokenOf } from '../authorization.ts'
import { incomplete, milliseconds, type SecurityKind, type Settings, text, texts } from '../kind.ts'
import { answersOf, type Claims } from '../tokens.ts'
import { jwtDefinition } from './definition.ts'
import { KeySet } from './key-set.ts'

export const jwt: SecurityKind = { definition: jwtDefinition, gate }

type Verify = (token: string) => Promise<Claims>

const shared = ['HS256', 'HS384', 'HS512']
// biome-ignore format: one family a line
const published = [
  'RS256', 'RS384', 'RS512',
  'PS256', 'PS384', 'PS512',
  'ES256', 'ES384', 'ES512',
  'EdDSA', 'Ed25519',
]

function gate(settings: Settings): Gate {
  const verify = verifierOf(settings)
  const answers = answersOf(settings, 'jwt')
  return {
    admit(knock) {
      const token = tokenOf(knock.header('authorization'), 'bearer')
      if (token === undefined) return answers.absent
      const parts = token.split('.')
      if (parts.length !== 3 || !parts.every((part) => part !== '' && isBase64Url(part))) {
        return answers.refused('it is no signed token')
      }
      return verify(token).then(answers.good, (error: Error): Verdict => {
        if (error instanceof Failure) return { is: 'unavailable', why: error }
        return answers.refused(error.message)
      })
    },
  }
}

/** @throws Failure SECURITY_INCOMPLETE. */
function verifierOf(settings: Settings): Verify {
  const options = optionsOf(settings)
  const { keys } = settings.values
  if (keys === 'jwks') {
    const set = new KeySet(settings)
    return async (token) => {
      const { jwtVerify } = await import('jose/jwt/verify')
      try {
        return (await jwtVerify(token, set.key, options)).payload
      } catch (error) {
        return tryEach(error, token, options)
      }
    }
  }
  const key = keys === 'secret' ? secretOf(settings) : publicOf(settings)
  return async (token) => {
    const { jwtVerify } = await import('jose/jwt/verify')
    return (await jwtVerify(token, key, options)).payload
  }
}

/** A token that names no key, from a provider with several: any of them may have signed it. */
async function tryEach(error: unknown, token: string, options: JWTVerifyOptions): Promise<Claims> {
  const { code } = error as { code?: string }
  if (code !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') throw error
  const { jwtVerify } = await import('jose/jwt/verify')
  for await (const key of error as AsyncIterable<CryptoKeyOf>) {
    const claims = await jwtVerify(token, key, options).then(
      ({ payload }) => payload,
      (thrown: { code?: string }) => {
        if (thrown.code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') return undefined
        throw thrown
      },
    )
    if (claims) return claims
  }
  throw new Error('no key of the provider has signed it')
}

type CryptoKeyOf = Extract<Parameters<typeof import('jose').jwtVerify>[1], { usages: unknown }>

function optionsOf(settings: Settings): JWTVerifyOptions {
  const { values } = settings
  const possible = values.keys === 'secret' ? shared : published
  const wanted = texts(values.algorithms)
  const other = wanted.find((algorithm) => !possible.includes(algorithm))
  if (other !== undefined) {
    throw incomplete(
      settings,
      `the algorithm ${other} is none for these keys; ${possible.join(', ')} are.`,
    )
  }
  const audience = texts(values.audience)
  const issuer = text(values.issuer)
  return {
    algorithms: wanted.length > 0 ? wanted : possible,
    clockTolerance: milliseconds(values.clockSkew, 30) / 1000,
    requiredClaims: values.expires === false ? [] : ['exp'],
    ...(issuer === '' ? {} : { issuer }),
    ...(audience.length === 0 ? {} : { audience }),
  }
}

function secretOf(settings: Settings): KeyObject {
  const secret = Buffer.from(text(settings.values.secret))
  // RFC 7518, 3.2: as long as the digest at least; a shorter one can be guessed from a single token.
  if (secret.length < 32)
    throw incomplete(settings, 'the shared secret is shorter than 32 characters.')
  return createSecretKey(secret)
}

function publicOf(settings: Settings): KeyObject {
  try {
    return createPublicKey(text(settings.values.publicKey))
  } catch (cause) {
    throw incomplete(settings, 'the public key is no PEM text that can be read.', cause)
  }
}
