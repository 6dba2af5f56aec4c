import { describe, expect, it } from 'vitest'
import { badgeOf, type FileState } from '../../../renderer/code/badge.ts'
import type { DeployReport } from '../../../runtime/model/control.ts'

const path = 'services/store.ts'
const deployed: DeployReport = { revision: 7, touched: [path], problems: [], took: 38.4, at: 0 }
const live: FileState = {
  path,
  connected: true,
  problems: [],
  deployed,
  revision: 7,
  auto: true,
  deploying: false,
  brought: deployed,
  hasFailed: false,
}
const text = (change: Partial<FileState>) => badgeOf({ ...live, ...change }).text

describe('the badge of a file', () => {
  it('says what it took to bring it live', () => {
    expect(badgeOf(live)).toMatchObject({ text: 'live · 38 ms', tone: 'ok' })
    expect(text({ brought: undefined })).toBe('live')
  })

  it('names the line of an error before all else', () => {
    const broken = {
      code: 'SERVICE_NOT_COMPILED',
      severity: 'error',
      message: 'Unexpected token.',
      at: { collection: 'services', name: path, line: 4 },
    } as const
    expect(text({ problems: [broken], connected: false })).toBe('error · line 4')
    expect(text({ problems: [{ ...broken, severity: 'warning' }] })).toBe('live · 38 ms')
  })

  it('tells a text that is on its way from one that waits for a deploy', () => {
    expect(text({ revision: 8 })).toBe('going live…')
    expect(text({ revision: 8, auto: false })).toBe('not deployed')
    expect(text({ deployed: undefined, deploying: true, auto: false })).toBe('going live…')
  })

  it('tells when there is nothing to be live in, and when messages fail', () => {
    expect(text({ connected: false })).toBe('not running')
    expect(text({ hasFailed: true })).toBe('live · failing')
  })
})
