import { describe, expect, it } from 'vitest'
import { isProjectPath } from '../../electron/project-path.ts'

describe('a path the window may write', () => {
  it.each([
    'patchbay.json',
    'channels/store.json',
    'flows/store.layout.json',
    'services/billing/bill.ts',
    'tests/ünï code.json',
  ])('is %s', (path) => expect(isProjectPath(path)).toBe(true))

  it.each([
    '',
    '/channels/a.json',
    '../channels/a.json',
    'channels/../../a.json',
    'channels/./a.json',
    'channels//a.json',
    'channels\\a.json',
    'C:/channels/a.json',
    'channels/a.json\0.png',
    'channels/.hidden/a.json',
    'channels/a. /b.json',
    'services/.ts',
    'services/a.sh',
    'package.json',
    '.git/hooks/pre-commit',
    '.patchbay/types/a.d.ts',
    'node_modules/x/index.js',
  ])('is not %j', (path) => expect(isProjectPath(path)).toBe(false))
})
