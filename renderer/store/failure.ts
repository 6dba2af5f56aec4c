/** Whatever a promise rejected with, as a failure: what crosses from the shell is plain data already. */
import { type FailureData, failures, toFailure } from '../../runtime/model/failure.ts'

export function failureOf(thrown: unknown): FailureData {
  if (isFailureData(thrown)) return thrown
  return toFailure(thrown).toData()
}

function isFailureData(thrown: unknown): thrown is FailureData {
  if (thrown instanceof Error || typeof thrown !== 'object' || thrown === null) return false
  const { code, message } = thrown as Partial<FailureData>
  return typeof code === 'string' && Object.hasOwn(failures, code) && typeof message === 'string'
}
