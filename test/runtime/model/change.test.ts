import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, type Change, combine, edit, invert } from '../../../runtime/model/change.ts'
import { diff, same } from '../../../runtime/model/diff.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { anyProject } from '../../support/any-project.ts'

/** The change that makes the one project the other. */
function between(before: Project, after: Project): Change {
  const found = (project: Project) => ({ paths: project.paths, unread: project.unread })
  return {
    label: 'x',
    edits: diff(before, after),
    found: { before: found(before), after: found(after) },
  }
}

describe('a change', () => {
  it('makes of one project any other, and its inverse takes it back', () => {
    fc.assert(
      fc.property(anyProject, anyProject, (before, after) => {
        const change = between(before, after)
        expect(apply(before, change)).toEqual(after)
        expect(apply(after, invert(change))).toEqual(before)
      }),
    )
  })

  it('does with another, combined, what both do one after the other', () => {
    fc.assert(
      fc.property(anyProject, anyProject, anyProject, (first, second, third) => {
        const both = combine('both', between(first, second), between(second, third))
        expect(apply(first, both)).toEqual(third)
        expect(apply(third, invert(both))).toEqual(first)
      }),
    )
  })

  it('leaves what it does not touch as the same object', () => {
    fc.assert(
      fc.property(anyProject, (project) => {
        const channel = { name: 'New', type: 'rest', isActive: true }
        const after = apply(project, {
          label: 'x',
          edits: [edit(project, 'channels', 'New', channel)],
        })
        expect(after.flows).toBe(project.flows)
        for (const name of Object.keys(project.channels)) {
          if (name !== 'New') expect(after.channels[name]).toBe(project.channels[name])
        }
      }),
    )
  })
})

describe('the difference', () => {
  it('of a project and its copy is nothing', () => {
    fc.assert(
      fc.property(anyProject, (project) => {
        expect(diff(project, structuredClone(project))).toEqual([])
      }),
    )
  })

  it('names each object that differs once', () => {
    const before = emptyProject('Hub', 'h')
    const after = {
      ...before,
      settings: { ...before.settings, name: 'New' },
      services: { 'services/a.ts': { path: 'services/a.ts', source: '' } },
    }
    expect(diff(before, after)).toEqual([
      { collection: 'project', key: 'patchbay', before: before.settings, after: after.settings },
      {
        collection: 'services',
        key: 'services/a.ts',
        before: undefined,
        after: after.services['services/a.ts'],
      },
    ])
  })

  it.each([
    [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
    [{ a: undefined }, {}, true],
    [{ a: undefined, b: 1 }, { b: 1, c: undefined }, true],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [{ toString: 1 }, {}, false],
    [null, {}, false],
    ['1', 1, false],
  ])('of %j and %j: same is %s', (one, other, expected) => {
    expect(same(one, other)).toBe(expected)
    expect(same(other, one)).toBe(expected)
  })
})
