import { describe, expect, it } from 'vitest'
import { groupProblems, whereIn } from '../../../renderer/problems/groups.ts'
import type { Place } from '../../../runtime/model/place.ts'
import type { Problem, Severity } from '../../../runtime/model/problem.ts'

const problem = (code: string, severity: Severity, at: Place): Problem => ({
  code,
  severity,
  message: code,
  at,
})
const store = (line: number, column = 1): Place => ({
  collection: 'services',
  name: 'services/store.ts',
  line,
  column,
})
const flow: Place = { collection: 'flows', name: 'Billing', node: 'n1' }

describe('problems', () => {
  it('stand under their file, files with errors first', () => {
    const groups = groupProblems([
      problem('UNREACHABLE', 'warning', flow),
      problem('LATER', 'warning', store(20)),
      problem('BROKEN', 'error', store(3, 9)),
      problem('BEFORE', 'error', store(3, 2)),
    ])
    expect(groups.map(({ file, problems }) => [file, ...problems.map(({ code }) => code)])).toEqual(
      [
        ['services/store.ts', 'BEFORE', 'BROKEN', 'LATER'],
        ['flows/Billing', 'UNREACHABLE'],
      ],
    )
  })

  it('say where in their file they are, with the names people gave', () => {
    const titleOf = (id: string) => (id === 'n1' ? 'Store' : undefined)
    expect(whereIn(store(3, 9), titleOf)).toBe('3:9')
    expect(whereIn({ ...flow, field: 'config.condition' }, titleOf)).toBe(
      'Store · config.condition',
    )
    expect(whereIn({ ...flow, node: 'n2' }, titleOf)).toBe('n2')
    expect(whereIn({ collection: 'connections', name: 'my.ftp' }, titleOf)).toBe('')
  })
})
