import { describe, expect, it } from 'vitest'
import { marksOf } from '../../../renderer/code/marks.ts'
import type { FailureData } from '../../../runtime/model/failure.ts'
import type { Place } from '../../../runtime/model/place.ts'
import type { Problem } from '../../../runtime/model/problem.ts'

const path = 'services/store.ts'
const at = (line?: number, name = path): Place => ({
  collection: 'services',
  name,
  line,
  column: 3,
})
const problem = (place: Place, message: string, fix?: string): Problem => ({
  code: 'REFERENCE_MISSING',
  severity: 'error',
  message,
  at: place,
  fix,
})
const failure: FailureData = {
  code: 'SERVICE_THREW',
  kind: 'defect',
  message: 'x is undefined',
  at: at(9),
}

describe('marks in the code', () => {
  it('are the problems that have a line in this file, with what to do', () => {
    const problems = [
      problem(at(4), 'No connection "ERQ".', 'Did you mean "ERP"?'),
      problem(at(4, 'services/other.ts'), 'elsewhere'),
      problem(at(), 'the whole file'),
    ]
    expect(marksOf(path, problems, undefined)).toEqual([
      {
        line: 4,
        column: 3,
        severity: 'error',
        code: 'REFERENCE_MISSING',
        message: 'No connection "ERQ". Did you mean "ERP"?',
      },
    ])
  })

  it('show where a message last failed', () => {
    expect(marksOf(path, [], failure)).toMatchObject([
      { line: 9, code: 'SERVICE_THREW', message: 'A message failed here: x is undefined' },
    ])
    expect(marksOf('services/other.ts', [], failure)).toEqual([])
  })

  it('say the same words of one line once', () => {
    expect(marksOf(path, [problem(at(4), 'x'), problem(at(4), 'x')], undefined)).toHaveLength(1)
  })
})
