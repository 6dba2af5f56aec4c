/** From the form of a test to a request: method, address and headers. Pure. */
import { Failure } from '../../model/failure.ts'
import type { TestValues } from '../../model/testing.ts'
import { addressOf, restTest, rowsOn } from './test-definition.ts'

export interface TestRequestLine {
  method: string
  /** Path and query, as they are sent. */
  url: string
  /** Names as they were typed, in their order; one may come more than once. */
  headers: readonly (readonly [name: string, value: string])[]
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/**
 * @param contentType Where the headers name none.
 * @throws Failure INPUT_MISSING, INPUT_MALFORMED: nothing that could be sent.
 */
export function toRequest(values: TestValues, contentType?: string): TestRequestLine {
  const trouble = restTest.trouble?.(values)
  if (trouble) {
    const code = trouble.field === 'params' ? 'INPUT_MISSING' : 'INPUT_MALFORMED'
    throw new Failure(code, trouble.message, { details: { element: trouble.field } })
  }
  const method = String(values.method ?? 'GET').toUpperCase()
  if (!token.test(method)) throw malformed('method', `"${method}" is no method.`)
  const headers = rowsOn(values.headers).map(({ name, value }) => {
    if (!token.test(name)) throw malformed('headers', `"${name}" is no name of a header.`)
    // Anything else cannot stand in a header (RFC 9110, 5.5).
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      const words = `The header ${name} has a character that cannot be sent in one.`
      throw malformed('headers', words)
    }
    return [name, value.trim()] as const
  })
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    method,
    url: addressOf(values),
    headers:
      contentType === undefined || isTyped ? headers : [...headers, ['Content-Type', contentType]],
  }
}

function malformed(element: string, words: string): Failure {
  return new Failure('INPUT_MALFORMED', words, { details: { element } })
}
