import { describe, expect, it } from 'vitest'
import { countCrash, describeEnd, restartDelay } from '../../electron/runtime-end.ts'

describe('the end of a runtime process', () => {
  it('names the signal that ended it', () => {
    expect(describeEnd({ code: 9, stderr: [] })).toMatch(/SIGKILL/)
    expect(describeEnd({ code: 137, stderr: [] })).toMatch(/SIGKILL/)
    expect(describeEnd({ code: 11, stderr: [] })).toBe('The runtime was ended by SIGSEGV.')
  })

  it('tells an exit code from a signal, and ends with its last words', () => {
    const stderr = ['', 'Error: boom', '    at run (services/a.ts:3:9)', '']
    expect(describeEnd({ code: 1, stderr })).toBe(
      'The runtime ended with exit code 1.\nError: boom\n    at run (services/a.ts:3:9)',
    )
  })

  it('says when memory ran out', () => {
    const stderr = [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    ]
    expect(describeEnd({ code: 5, stderr })).toMatch(/^The runtime ran out of memory\.\n/)
    expect(describeEnd({ code: 5, fatal: 'Reached heap limit', stderr: [] })).toMatch(/memory/)
  })
})

describe('starting it again', () => {
  it('happens at once after the first crash, then slower up to a limit', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map(restartDelay)).toEqual([
      0, 500, 1000, 2000, 4000, 8000, 15_000, 15_000,
    ])
  })

  it('begins anew for a process that had run well', () => {
    expect(countCrash(4, 200)).toBe(5)
    expect(countCrash(4, 30_000)).toBe(1)
  })
})
