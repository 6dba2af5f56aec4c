import { describe, expect, it } from 'vitest'
import { mergeProblems } from '../../../renderer/store/problems.ts'
import type { Problem } from '../../../runtime/model/problem.ts'

const at = { collection: 'services', name: 'services/a.ts', line: 3 } as const
const parse: Problem = { code: 'SERVICE_UNREADABLE', severity: 'error', message: 'a brace', at }

describe('problems', () => {
  it('of check and runtime about one broken file are told once', () => {
    const compiler = { ...parse, code: 'SERVICE_NOT_COMPILED', message: 'Expected "}"' }
    expect(mergeProblems([parse], [compiler]).all).toEqual([parse])
  })

  it('that only the runtime has are told too', () => {
    const taken: Problem = {
      code: 'CHANNEL_PORT_TAKEN',
      severity: 'error',
      message: 'taken',
      at: { collection: 'channels', name: 'Store' },
    }
    expect(mergeProblems([parse], [taken])).toMatchObject({ errors: 2, all: [taken, parse] })
  })

  it('that the runtime finds by the same check are left to the designer', () => {
    const at = { collection: 'flows', name: 'Main', node: 'n1' } as const
    const alone = { code: 'NODE_UNREACHABLE', severity: 'warning', message: 'alone', at } as const
    expect(mergeProblems([], [alone]).all).toEqual([])
  })

  it('come with errors first', () => {
    const warning: Problem = { ...parse, code: 'W', severity: 'warning', at: { ...at, line: 1 } }
    const { all, warnings, at: byPlace } = mergeProblems([warning, parse], [])
    expect(all).toEqual([parse, warning])
    expect(warnings).toBe(1)
    expect(byPlace['services/a.ts']).toEqual([parse, warning])
  })
})
