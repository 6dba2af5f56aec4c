import { describe, expect, it } from 'vitest'
import { type Facts, stateOf } from '../../../renderer/canvas/state-of.ts'

const at = { collection: 'services', name: 'services/store.ts', line: 12 } as const
const nothing: Facts = { problems: [], status: undefined, failure: undefined, disabled: false }
const channel = { collection: 'channels', name: 'Store' } as const

describe('the state of a node', () => {
  it('names the line of what is wrong', () => {
    const problem = { code: 'X', severity: 'error', message: 'A brace is missing.', at } as const
    expect(stateOf({ ...nothing, problems: [problem] })).toEqual({
      kind: 'error',
      words: 'services/store.ts:12: A brace is missing.',
    })
  })

  it('puts a problem of the project before what the runtime says', () => {
    const problem = { code: 'X', severity: 'error', message: 'Wrong.', at: channel } as const
    const status = { at: channel, state: 'ready' } as const
    expect(stateOf({ ...nothing, problems: [problem], status }).kind).toBe('error')
  })

  it('tells a failure of the last message with its line', () => {
    const failure = { code: 'SERVICE_THREW', kind: 'defect', message: 'no disk', at } as const
    expect(stateOf({ ...nothing, failure })).toEqual({
      kind: 'failing',
      words: 'services/store.ts:12: no disk',
    })
  })

  it('tells the address of what is ready', () => {
    const status = { at: channel, state: 'ready', address: 'http://x/store' } as const
    expect(stateOf({ ...nothing, status })).toEqual({
      kind: 'ready',
      words: 'Ready at http://x/store',
    })
  })

  it('says why something is incomplete', () => {
    const reason = { code: 'SECRET_MISSING', kind: 'design', message: 'No password.' } as const
    const status = { at: channel, state: 'incomplete', reason } as const
    expect(stateOf({ ...nothing, status })).toEqual({ kind: 'incomplete', words: 'No password.' })
  })

  it('is off when the node is disabled, whatever it stands for', () => {
    const status = { at: channel, state: 'ready' } as const
    expect(stateOf({ ...nothing, status, disabled: true }).kind).toBe('off')
  })
})
