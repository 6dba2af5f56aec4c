/** What the admin API does not do, as an answer. */
import type { Problem } from '../model/problem.ts'

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: { problems?: readonly Problem[]; [name: string]: unknown } = {},
  ) {
    super(message)
  }
}
