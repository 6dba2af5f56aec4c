/**
 * Who may call, and who calls for us: what a connector asks of security, and what it is told. Connectors know these words
 * and no way of proving anything; security knows no connector.
 */
import type { Failure } from '../model/failure.ts'

/** Somebody who proved who they are. Plain values; nothing in it is a secret. */
export interface KnownCaller {
  /** Who it is, for people: the user, the subject of a token or certificate; the definition's name where a key is all there is. */
  readonly name: string
  /** The security definition that let them in; of a group the member. */
  readonly definition: string
  /** Its type: `basic`, `api-key`, `jwt`, ... */
  readonly type: string
  readonly identity: Identity
  /** Names of policies, where whoever vouches for the caller has such. */
  readonly policies?: readonly string[]
  /** Until when it holds, in epoch milliseconds, when it ends at all. */
  readonly lease?: number
  /**
   * May they do this there, as whoever vouches for them says now? Left out: nobody can tell, and they may not.
   * Rejects with a Failure: UNAUTHORIZED when what they showed does not hold any more, SECURITY_UNAVAILABLE.
   */
  can?(capability: Capability, path: string): Promise<boolean>
}

/** What policies speak of (Vault, Policies: capabilities). */
export type Capability = 'create' | 'read' | 'update' | 'delete' | 'list' | 'sudo'

export interface Identity {
  readonly subject: string
  /** What the token says of them. Empty for what has no claims. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly roles: readonly string[]
}

/** The certificate that a caller showed while its TLS connection was made. */
export interface ShownCertificate {
  /** TLS found it to lead to one of the listener's CAs, within its dates. */
  readonly isTrusted: boolean
  /** The certificate itself, then those it came with, in DER. */
  readonly chain: readonly Uint8Array[]
  /** PEM of the CAs that the listener trusts now; they may be others than when the connection was made. */
  readonly trusted: string
}

/** What may be looked at to tell who calls. One for each request; what is worked out from it is kept with it. */
export interface Knock {
  /** Of a header in lower case. One that came several times has all its values, joined by `, `. */
  header(name: string): string | undefined
  /** All of them, lower-case names; a header that came several times as above. */
  headers(): Readonly<Record<string, string>>
  /** The body as the channel would take it. It is read now, so ask only if it matters. Rejects with a Failure. */
  body(): Promise<Uint8Array>
  /** Headers for the answer to a caller who is let in: a token that was made for them. */
  give(headers: Readonly<Record<string, string>>): void
  readonly certificate: ShownCertificate | undefined
}

/** What one way of proving says. `challenge`: of a `WWW-Authenticate` header (RFC 9110, 11.6.1). */
export type Verdict =
  | { is: 'admitted'; caller: KnownCaller }
  /** Nothing of its kind was shown. */
  | { is: 'absent'; challenge: string; says?: RefusalBody | undefined }
  /** What was shown does not hold. `why` is for the log; the caller is not told. */
  | { is: 'refused'; challenge: string; why: string; says?: RefusalBody | undefined }
  /** It is clear who it is, and that it is not enough. */
  | { is: 'forbidden'; challenge: string | undefined; why: string }
  /** It cannot be told just now, and so nobody is let in. */
  | { is: 'unavailable'; why: Failure }

/** What the caller is answered instead of our usual words, where their protocol has its own. The same whatever was wrong. */
export interface RefusalBody {
  readonly contentType: string
  readonly body: string
}

/** One way of proving, as one definition sets it. Never throws or rejects. */
export interface Gate {
  admit(knock: Knock): Verdict | Promise<Verdict>
  /** Small figures worth showing: `{ cached: 17 }`. */
  readonly figures?: Readonly<Record<string, number>>
}

/** Of a channel. Fails with UNAUTHORIZED or FORBIDDEN, `details.challenges` for the answer's headers and perhaps `details.says` for its body; or SECURITY_UNAVAILABLE. */
export interface Guard {
  /** A definition cannot work as it is set: those it would know are answered 503, the others go on. */
  readonly trouble: Failure | undefined
  /** Never rejects. */
  admit(knock: Knock): KnownCaller | Failure | Promise<KnownCaller | Failure>
}

/** Adds to an outgoing call what proves who we are. */
export interface Signer {
  /** PEM, both: shown while the TLS connection is made. */
  readonly certificate?: { certificate: string; key: string }
  /** Headers for a call, lower-case names. @throws Failure when they cannot be had. */
  sign?(): Headers | Promise<Headers>
  /**
   * The peer answered 401 to a call with these headers. Would others do? Then the call is made once more, with what `sign`
   * gives next.
   */
  renews?(refused: Headers): boolean
}

type Headers = Readonly<Record<string, string>>

/** Of the definitions of these names, any of which lets in. undefined: none is named, and the channel is open. */
export type GuardOf = (names: readonly string[]) => Guard | undefined

/** @throws Failure that says why the definition cannot sign. */
export type SignerOf = (name: string) => Signer
