import { describe, expect, it } from 'vitest'
import { countCrash, describeEnd, heapLimit, restartDelay } from '../../electron/runtime-end.ts'

const heap = 2048

describe('the end of a runtime process', () => {
  it('names the signal that ended it', () => {
    expect(describeEnd({ code: 9, stderr: [], heap })).toMatch(/SIGKILL/)
    expect(describeEnd({ code: 137, stderr: [], heap })).toMatch(/SIGKILL/)
    expect(describeEnd({ code: 11, stderr: [], heap })).toBe('The runtime was ended by SIGSEGV.')
  })

  it('tells an exit code from a signal, and ends with its last words', () => {
    const stderr = ['', 'Error: boom', '    at run (services/a.ts:3:9)', '']
    expect(describeEnd({ code: 1, stderr, heap })).toBe(
      'The runtime ended with exit code 1.\nError: boom\n    at run (services/a.ts:3:9)',
    )
  })

  it('says when memory ran out', () => {
    const stderr = [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    ]
    expect(describeEnd({ code: 6, stderr, heap })).toBe(
      'The runtime ran out of memory: services held on to more than 2048 MiB.',
    )
    expect(describeEnd({ code: 5, fatal: 'Reached heap limit', stderr: [], heap })).toMatch(
      /memory/,
    )
  })

  it('names the service that it was ended for, and nothing else', () => {
    const at = { collection: 'services', name: 'services/spin.ts', line: 7, column: 5 } as const
    const stderr = ['Waiting for the debugger to disconnect...']
    const held = { since: 30_250, service: 'spin', at }
    expect(describeEnd({ code: 70, stderr, heap, held })).toBe(
      'The service "spin" held the runtime for 30 s at services/spin.ts:7, longer than its message may take, and was ended.',
    )
    expect(describeEnd({ code: 9, stderr: [], heap, held: { since: 60_000 } })).toMatch(
      /^Something held the runtime for 60 s, longer/,
    )
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

describe('its memory', () => {
  const gibibyte = 1024 ** 3

  it('is 2 GiB, or half of a smaller machine', () => {
    expect(heapLimit(undefined, 32 * gibibyte)).toBe(2048)
    expect(heapLimit(undefined, 2 * gibibyte)).toBe(1024)
  })

  it('is what the user says, when that is a number', () => {
    expect(heapLimit('512', 32 * gibibyte)).toBe(512)
    expect(heapLimit('much', 32 * gibibyte)).toBe(2048)
  })
})
