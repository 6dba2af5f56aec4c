/**
 * What a service throws to say whose fault it is. The channel answers with the status and the message; the flow sees the
 * failure's code.
 */
import { Failure } from '../model/failure.ts'

export interface ErrorOptions {
  /** Small facts for whoever reads the answer or the message's trace. No secrets. */
  details?: Record<string, unknown>
  /** What led to this; kept for the designer, never told to a caller. */
  cause?: unknown
}

/** The request makes no sense as it is. HTTP 400. */
export class BadRequest extends Failure {
  constructor(message = 'Bad request', options?: ErrorOptions) {
    super('BAD_REQUEST', message, options)
  }
}

/** Nobody knows who is calling. HTTP 401. */
export class Unauthorized extends Failure {
  constructor(message = 'Unauthorized', options?: ErrorOptions) {
    super('UNAUTHORIZED', message, options)
  }
}

/** The caller is known and may not. HTTP 403. */
export class Forbidden extends Failure {
  constructor(message = 'Forbidden', options?: ErrorOptions) {
    super('FORBIDDEN', message, options)
  }
}

/** What was asked for is not there. HTTP 404. */
export class NotFound extends Failure {
  constructor(message = 'Not found', options?: ErrorOptions) {
    super('NOT_FOUND', message, options)
  }
}

/** It would collide with what is there: made twice, changed meanwhile. HTTP 409. */
export class Conflict extends Failure {
  constructor(message = 'Conflict', options?: ErrorOptions) {
    super('CONFLICT', message, options)
  }
}

/** Readable, and against the rules of the business. HTTP 422. */
export class Unprocessable extends Failure {
  constructor(message = 'Unprocessable content', options?: ErrorOptions) {
    super('UNPROCESSABLE', message, options)
  }
}

/** The caller asks too often; worth trying again later. HTTP 429. */
export class TooManyRequests extends Failure {
  constructor(message = 'Too many requests', options?: ErrorOptions) {
    super('TOO_MANY_REQUESTS', message, options)
  }
}

/** It cannot be done just now; worth trying again later. HTTP 503. */
export class ServiceUnavailable extends Failure {
  constructor(message = 'Service unavailable', options?: ErrorOptions) {
    super('SERVICE_UNAVAILABLE', message, options)
  }
}
