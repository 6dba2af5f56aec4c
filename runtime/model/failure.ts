/**
 * Every way in which things can fail, in one table, sorted by whose problem it is.
 * A code never changes its meaning. Whoever answers a caller, colours a node or decides on a retry looks here.
 */
import type { Place } from './place.ts'

/** design: the project is wrong. access: the caller may not. message: this message is wrong.
 *  peer: the other side failed or is slow. defect: ours, or the user's service threw. cancelled: nobody waits any more. */
export type FailureKind = 'design' | 'access' | 'message' | 'peer' | 'defect' | 'cancelled'

interface Entry {
  kind: FailureKind
  /** What an HTTP caller is answered with (RFC 9110, section 15). */
  http: number
  /** Is it worth trying again unchanged? A node's retry policy still decides. */
  retryable: boolean
}

export const failures = {
  CHANNEL_NOT_FOUND: { kind: 'message', http: 404, retryable: false },
  CHANNEL_METHOD_NOT_ALLOWED: { kind: 'message', http: 405, retryable: false },
  CHANNEL_OFF: { kind: 'design', http: 503, retryable: true },
  CHANNEL_NOT_LINKED: { kind: 'design', http: 501, retryable: false },
  CHANNEL_PATH_TAKEN: { kind: 'design', http: 500, retryable: false },
  CHANNEL_TLS_WRONG: { kind: 'design', http: 500, retryable: false },
  CHANNEL_PORT_TAKEN: { kind: 'design', http: 500, retryable: true },
  CHANNEL_UNREACHABLE: { kind: 'peer', http: 503, retryable: true },
  CHANNEL_LOGIN_FAILED: { kind: 'peer', http: 503, retryable: true },
  CHANNEL_REFUSED: { kind: 'peer', http: 503, retryable: true },
  CHANNEL_LOST: { kind: 'peer', http: 503, retryable: true },
  CHANNEL_BUSY: { kind: 'peer', http: 503, retryable: true },
  MESSAGE_NOT_JSON: { kind: 'message', http: 400, retryable: false },
  MESSAGE_NOT_XML: { kind: 'message', http: 400, retryable: false },
  MESSAGE_NOT_CSV: { kind: 'message', http: 400, retryable: false },
  MESSAGE_NOT_FORM: { kind: 'message', http: 400, retryable: false },
  MESSAGE_TOO_LARGE: { kind: 'message', http: 413, retryable: false },
  MESSAGE_UNREADABLE: { kind: 'message', http: 400, retryable: false },
  MESSAGE_ENCODING_UNKNOWN: { kind: 'message', http: 415, retryable: false },
  INPUT_MISSING: { kind: 'message', http: 400, retryable: false },
  INPUT_MALFORMED: { kind: 'message', http: 400, retryable: false },
  OUTPUT_MISSING: { kind: 'defect', http: 500, retryable: false },
  OUTPUT_MALFORMED: { kind: 'defect', http: 500, retryable: false },
  BAD_REQUEST: { kind: 'message', http: 400, retryable: false },
  UNAUTHORIZED: { kind: 'access', http: 401, retryable: false },
  FORBIDDEN: { kind: 'access', http: 403, retryable: false },
  NOT_FOUND: { kind: 'message', http: 404, retryable: false },
  CONFLICT: { kind: 'message', http: 409, retryable: false },
  UNPROCESSABLE: { kind: 'message', http: 422, retryable: false },
  TOO_MANY_REQUESTS: { kind: 'access', http: 429, retryable: true },
  SECURITY_NOT_FOUND: { kind: 'design', http: 503, retryable: false },
  SECURITY_OFF: { kind: 'design', http: 503, retryable: false },
  SECURITY_INCOMPLETE: { kind: 'design', http: 503, retryable: false },
  SECURITY_UNAVAILABLE: { kind: 'peer', http: 503, retryable: true },
  SERVICE_UNAVAILABLE: { kind: 'peer', http: 503, retryable: true },
  SERVICE_THREW: { kind: 'defect', http: 500, retryable: false },
  SERVICE_NOT_FOUND: { kind: 'design', http: 500, retryable: false },
  SERVICE_NOT_COMPILED: { kind: 'design', http: 500, retryable: false },
  BLOCK_EXPRESSION_WRONG: { kind: 'design', http: 500, retryable: false },
  BLOCK_EXPRESSION_FAILED: { kind: 'defect', http: 500, retryable: false },
  BLOCK_NOT_ROUTED: { kind: 'message', http: 422, retryable: false },
  NODE_TIMED_OUT: { kind: 'peer', http: 504, retryable: true },
  FLOW_TOO_DEEP: { kind: 'design', http: 500, retryable: false },
  OUTGOING_NOT_FOUND: { kind: 'design', http: 500, retryable: false },
  OUTGOING_OFF: { kind: 'design', http: 503, retryable: false },
  OUTGOING_INCOMPLETE: { kind: 'design', http: 500, retryable: false },
  OUTGOING_UNREACHABLE: { kind: 'peer', http: 502, retryable: true },
  OUTGOING_TIMED_OUT: { kind: 'peer', http: 504, retryable: true },
  OUTGOING_REFUSED: { kind: 'peer', http: 502, retryable: false },
  OUTGOING_LOGIN_FAILED: { kind: 'peer', http: 502, retryable: false },
  OUTGOING_LOST: { kind: 'peer', http: 502, retryable: true },
  OUTGOING_ANSWERED_ERROR: { kind: 'peer', http: 502, retryable: false },
  OUTGOING_UNREADABLE: { kind: 'peer', http: 502, retryable: false },
  OUTGOING_UNROUTABLE: { kind: 'peer', http: 502, retryable: false },
  OUTGOING_BLOCKED: { kind: 'peer', http: 503, retryable: true },
  STAND_IN_MISSING: { kind: 'design', http: 500, retryable: false },
  STAND_IN_UNFIT: { kind: 'design', http: 500, retryable: false },
  JOB_PLAN_WRONG: { kind: 'message', http: 422, retryable: false },
  JOB_DONE: { kind: 'design', http: 409, retryable: false },
  SETTLED_ALREADY: { kind: 'defect', http: 500, retryable: false },
  DELIVERY_LOST: { kind: 'peer', http: 500, retryable: true },
  SERVICE_HELD_LOOP: { kind: 'defect', http: 500, retryable: false },
  OUTGOING_BUSY: { kind: 'peer', http: 503, retryable: true },
  SECRET_UNAVAILABLE: { kind: 'peer', http: 503, retryable: true },
  SECRET_MISSING: { kind: 'design', http: 500, retryable: false },
  DEADLINE_PASSED: { kind: 'peer', http: 504, retryable: false },
  CALLER_GONE: { kind: 'cancelled', http: 499, retryable: false },
  RUNTIME_STOPPING: { kind: 'cancelled', http: 503, retryable: true },
  DEPLOY_STALE: { kind: 'design', http: 409, retryable: false },
  EXPORT_REFUSED: { kind: 'design', http: 409, retryable: false },
  DEPLOY_REFUSED: { kind: 'design', http: 422, retryable: false },
  CONTROL_UNKNOWN_CALL: { kind: 'message', http: 400, retryable: false },
  HISTORY_UNAVAILABLE: { kind: 'peer', http: 503, retryable: true },
  CONTROL_BAD_ARGUMENT: { kind: 'message', http: 400, retryable: false },
  DESKTOP_REFUSED: { kind: 'access', http: 403, retryable: false },
  PROJECT_NOT_OPEN: { kind: 'design', http: 409, retryable: false },
  PROJECT_NOT_FOUND: { kind: 'design', http: 404, retryable: false },
  PROJECT_FOLDER_TAKEN: { kind: 'design', http: 409, retryable: false },
  PROJECT_NOT_SAVED: { kind: 'peer', http: 500, retryable: true },
  DEFECT: { kind: 'defect', http: 500, retryable: false },
} as const satisfies Record<string, Entry>

export type FailureCode = keyof typeof failures

/** A failure as plain data: what crosses a border. The stack stays at home unless the far side is the designer. */
export interface FailureData {
  code: FailureCode
  kind: FailureKind
  /** What happened, to what, and what would help, in one or two sentences. */
  message: string
  at?: Place
  /** Small facts for machines: `{ element: 'cust_id' }`, `{ line: 3, column: 14 }`. */
  details?: Record<string, unknown>
  /** How often it was tried, when more than once. */
  attempts?: number
  /** The messages of the causes, outermost first. */
  causes?: string[]
  /** Mapped to the project's own files. Only ever sent to a designer. */
  stack?: string
}

export interface FailureOptions {
  at?: Place
  details?: Record<string, unknown>
  attempts?: number
  cause?: unknown
}

export class Failure extends Error {
  readonly code: FailureCode
  readonly at: Place | undefined
  readonly details: Record<string, unknown> | undefined
  readonly attempts: number | undefined

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.at = options.at
    this.details = options.details
    this.attempts = options.attempts
  }

  get kind(): FailureKind {
    return failures[this.code].kind
  }

  get http(): number {
    return failures[this.code].http
  }

  get retryable(): boolean {
    return failures[this.code].retryable
  }

  /** The same failure with what an outer room knows and the inner one did not. */
  with(more: FailureOptions): Failure {
    const next = new Failure(this.code, this.message, {
      at: this.at ?? more.at,
      details: this.details ?? more.details,
      attempts: more.attempts ?? this.attempts,
      cause: this.cause ?? more.cause,
    })
    if (this.stack !== undefined) next.stack = this.stack
    return next
  }

  toData(withStack = false): FailureData {
    const data: FailureData = { code: this.code, kind: this.kind, message: this.message }
    if (this.at) data.at = this.at
    if (this.details) data.details = this.details
    if (this.attempts !== undefined) data.attempts = this.attempts
    const causes = causesOf(this)
    if (causes.length > 0) data.causes = causes
    if (withStack) data.stack = stackOf(this)
    return data
  }

  static fromData(data: FailureData): Failure {
    const failure = new Failure(data.code, data.message, {
      at: data.at,
      details: data.details,
      attempts: data.attempts,
      cause: data.causes?.[0],
    })
    if (data.stack !== undefined) failure.stack = data.stack
    return failure
  }
}

/** Whatever was thrown, as a failure, also when it crossed a border as plain data; the rest is a defect of the given code. */
export function toFailure(
  thrown: unknown,
  code: FailureCode = 'DEFECT',
  options: FailureOptions = {},
): Failure {
  if (thrown instanceof Failure) return options.at && !thrown.at ? thrown.with(options) : thrown
  if (isFailureData(thrown)) return Failure.fromData(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new Failure(code, message, { ...options, cause: thrown })
}

function isFailureData(thrown: unknown): thrown is FailureData {
  if (typeof thrown !== 'object' || thrown === null || thrown instanceof Error) return false
  const { code, message } = thrown as Partial<FailureData>
  return typeof code === 'string' && Object.hasOwn(failures, code) && typeof message === 'string'
}

function causesOf(failure: Failure): string[] {
  const causes: string[] = []
  let cause: unknown = failure.cause
  // Sixteen is far beyond any honest chain; a cause that refers to itself must not hang us.
  while (cause !== undefined && cause !== null && causes.length < 16) {
    causes.push(cause instanceof Error ? cause.message : String(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return causes
}

/** The innermost stack is where it happened: for a service, the user's own line. */
function stackOf(failure: Failure): string | undefined {
  let deepest: Error = failure
  for (let depth = 0; deepest.cause instanceof Error && depth < 16; depth++) deepest = deepest.cause
  return deepest.stack
}
