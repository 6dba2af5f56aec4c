import { describe, expect, it } from 'vitest'
import { checkArguments } from '../../electron/arguments.ts'
import { desktopMethods } from '../../electron/desktop.ts'
import { Failure } from '../../runtime/model/failure.ts'

function refusalOf(act: () => unknown): Failure {
  try {
    act()
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    throw thrown
  }
  throw new Error('It was not refused.')
}

describe('arguments from the window', () => {
  it('pass when they are what the method takes', () => {
    const files = [
      { path: 'services/a.ts', text: 'x' },
      { path: 'channels/b.json', text: undefined },
    ]
    expect(checkArguments('saveFiles', [files])).toEqual([files])
    expect(checkArguments('openProject', [])).toEqual([])
    expect(checkArguments('openProject', [undefined])).toEqual([undefined])
    expect(checkArguments('openExternal', ['https://example.com/a?b'])).toHaveLength(1)
  })

  it.each(desktopMethods)('of %s are never one too many', (method) => {
    const failure = refusalOf(() => checkArguments(method, [1, 2, 3, 4]))
    expect(failure.code).toBe('CONTROL_BAD_ARGUMENT')
  })

  it.each([
    ['a file outside of the project', 'saveFiles', [[{ path: '../a.json', text: '' }]]],
    ['a text that is none', 'saveFiles', [[{ path: 'channels/a.json', text: 1 }]]],
    ['a relative folder', 'openProject', ['somewhere']],
    ['a script as an address', 'openExternal', ['javascript:alert(1)']],
    ['a file as an address', 'openExternal', ['file:///etc/passwd']],
    ['a program as an address', 'openExternal', ['ms-settings:']],
    ['an unknown setting', 'changeSettings', [{ nodeIntegration: true }]],
    ['a size that nobody could read', 'changeSettings', [{ scale: 0.01 }]],
    ['keys that are none', 'changeSettings', [{ keys: { preset: 'patchbay', own: { a: 'B' } } }]],
    ['a secret without a name', 'setSecret', ['', 'x']],
    ['a project without a name', 'createProject', [{ name: ' ', sample: 'empty' }]],
  ] as const)('are refused for %s', (_what, method, args) => {
    expect(refusalOf(() => checkArguments(method, args)).code).toBe('CONTROL_BAD_ARGUMENT')
  })

  it('are not repeated in the refusal', () => {
    const failure = refusalOf(() => checkArguments('setSecret', ['name', { value: 'hunter2' }]))
    expect(JSON.stringify(failure.toData(true))).not.toContain('hunter2')
  })
})
