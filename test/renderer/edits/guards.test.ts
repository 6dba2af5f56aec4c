import { describe, expect, it } from 'vitest'
import { guardsOf, guardWords } from '../../../renderer/edits/guards.ts'
import {
  makeSecurity,
  secretsOf,
  securityFor,
  securityKinds,
} from '../../../renderer/edits/security.ts'
import { apply } from '../../../runtime/model/change.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { storeProject } from '../../support/designer.ts'

const basic = { name: 'erp', type: 'basic', isActive: true, user: 'erp' }

describe('the guards of a channel', () => {
  it('are the definitions it names', () => {
    const channel = { name: 'Store', type: 'rest', isActive: true, security: ['erp', 'gone'] }
    expect(guardsOf(channel)).toEqual(['erp', 'gone'])
    expect(guardsOf({ name: 'Nightly', type: 'schedule', isActive: true })).toEqual([])
  })

  it('say what they want of a caller, and never a secret', () => {
    const words = guardWords(
      { erp: { ...basic, password: { secret: 'p' } } },
      'erp',
      () => undefined,
    )
    expect(words).toEqual({ name: 'erp', words: 'HTTP Basic, user erp' })
  })

  it.each([
    ['is not there', {}, () => undefined, 'There is no definition "erp".'],
    ['is off', { erp: { ...basic, isActive: false } }, () => undefined, '"erp" is switched off.'],
    ['lacks something', { erp: basic }, () => 'Password is required', 'Password is required'],
  ] as [string, Project['security'], () => string | undefined, string][])(
    'let in nobody when one %s',
    (_words, security, problemOf, trouble) => {
      expect(guardWords(security, 'erp', problemOf).trouble).toBe(trouble)
    },
  )
})

describe('security definitions', () => {
  it('are made under a free name, one kind after the other', () => {
    const [kind] = securityKinds().filter(({ type }) => type === 'basic')
    if (!kind) throw new Error('There is no kind "basic".')
    const first = makeSecurity(storeProject(), kind)
    const project = apply(storeProject(), first.change)
    expect([first.name, makeSecurity(project, kind).name]).toEqual(['my.basic', 'my.basic.2'])
    expect(securityFor(project, 'guards').map(({ name }) => name)).toEqual(['my.basic'])
  })

  it('are offered only for what they can do', () => {
    const types = (use: 'guards' | 'signs' | 'joins') => securityKinds(use).map(({ type }) => type)
    expect(types('signs')).toContain('bearer')
    expect(types('guards')).not.toContain('bearer')
    expect(types('joins')).not.toContain('group')
  })

  it('do not share a secret with a connection of the same name', () => {
    expect(secretsOf('security', 'erp')).not.toBe(secretsOf('connections', 'erp'))
  })
})
