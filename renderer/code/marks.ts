/** What is drawn under the lines of a file: what is wrong with it, and where a message last failed in it. Pure. */
import type { FailureData } from '../../runtime/model/failure.ts'
import type { Problem, Severity } from '../../runtime/model/problem.ts'

export interface Mark {
  line: number
  /** 1-based; undefined: the whole line. */
  column?: number
  severity: Severity
  message: string
  code: string
}

/** Problems and the last failure of one file, those that have a line. A line that says the same twice says it once. */
export function marksOf(
  path: string,
  problems: readonly Problem[],
  failure: FailureData | undefined,
): Mark[] {
  const marks = problems.flatMap(({ at, severity, message, fix, code }): Mark[] =>
    at.collection === 'services' && at.name === path && at.line !== undefined
      ? [{ line: at.line, column: at.column, severity, code, message: sentence(message, fix) }]
      : [],
  )
  if (failure?.at?.name === path && failure.at.line !== undefined) {
    const { line, column } = failure.at
    const { message, code } = failure
    marks.push({
      line,
      column,
      severity: 'error',
      code,
      message: `A message failed here: ${message}`,
    })
  }
  return marks.filter(
    (mark, at) =>
      marks.findIndex(({ line, message }) => line === mark.line && message === mark.message) === at,
  )
}

function sentence(message: string, fix: string | undefined): string {
  return fix === undefined ? message : `${message} ${fix}`
}
