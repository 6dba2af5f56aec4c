// Saved tests made, changed and mended: each a change that can be taken back.
import { describe, expect, it } from 'vitest'
import {
  accepted,
  masked,
  moveTest,
  newTest,
  putTest,
  removeTest,
  testNameTrouble,
} from '../../../renderer/edits/tests.ts'
import { apply, invert } from '../../../runtime/model/change.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import { savedTestSchema } from '../../../runtime/model/saved-test.ts'
import { fromFiles, toFiles } from '../../../runtime/model/text.ts'

const empty = emptyProject('Small', 'small')
const withTest = (): Project => apply(empty, putTest(empty, newTest(empty, 'Bills')))

describe('a saved test', () => {
  it('is made under a free name, written, and read back the same', () => {
    const project = withTest()
    const again = newTest(project, 'Bills')
    expect(again.name).toBe('Bills works 2')
    const files = [...toFiles(project)].map(([path, text]) => ({ path, text }))
    expect(files.map(({ path }) => path)).toContain('tests/bills-works.json')
    expect(fromFiles(files).project.tests).toEqual(project.tests)
  })

  it('is renamed and removed, and both are taken back', () => {
    const project = withTest()
    const test = project.tests['Bills works']
    if (!test) throw new Error('It was not made.')
    const renamed = moveTest(project, 'Bills works', { ...test, name: 'Bills are booked' })
    expect(Object.keys(apply(project, renamed).tests)).toEqual(['Bills are booked'])
    expect(renamed.label).toBe('Renamed the test Bills works to Bills are booked')
    const removed = removeTest(project, 'Bills works')
    expect(apply(project, removed).tests).toEqual({})
    for (const change of [renamed, removed]) {
      expect(apply(apply(project, change), invert(change)).tests).toEqual(project.tests)
    }
  })

  it('is not called like another one, nor by what is no name', () => {
    const project = withTest()
    expect(testNameTrouble(project, undefined, 'Bills works')).toMatch(/already/)
    expect(testNameTrouble(project, 'Bills works', 'Bills works')).toBeUndefined()
    expect(testNameTrouble(project, undefined, '')).toMatch(/empty/)
  })

  it('takes over what came out, where it looked before, and keeps how it looks and what it masks', () => {
    const test = savedTestSchema.parse({
      name: 'one',
      channel: 'Bills',
      expect: {
        status: 200,
        headers: { 'x-kind': 'a' },
        body: { how: 'subset', json: { total: 1 } },
      },
      masks: ['/body/json/at'],
    })
    const after = accepted(test, {
      outcome: 'done',
      status: 201,
      headers: { 'x-kind': 'b', 'x-other': 'c' },
      body: { how: 'equal', json: { total: 2, at: 'now' } },
      deliveries: [],
    })
    expect(after.expect).toEqual({
      outcome: 'done',
      status: 201,
      headers: { 'x-kind': 'b' },
      body: { how: 'subset', json: { total: 2, at: 'now' } },
    })
    expect(after.masks).toEqual(['/body/json/at'])
  })

  it('takes over what was sent, without headers that every call has anew', () => {
    const test = savedTestSchema.parse({
      name: 'one',
      channel: 'Bills',
      expect: {
        deliveries: [
          { connection: 'ERP', headers: { 'x-kind': 'a' }, body: { how: 'subset', json: 1 } },
        ],
      },
    })
    const headers = { 'x-kind': 'b', traceparent: '00-1' }
    const after = accepted(test, {
      deliveries: [
        { connection: 'ERP', headers, body: { how: 'equal', json: 2 } },
        { connection: 'ERP', headers, body: { how: 'equal', json: 3 } },
      ],
    })
    expect(after.expect.deliveries).toEqual([
      { connection: 'ERP', headers: { 'x-kind': 'b' }, body: { how: 'subset', json: 2 } },
      { connection: 'ERP', body: { how: 'equal', json: 3 } },
    ])
  })

  it('masks a place once', () => {
    const test = newTest(empty, 'Bills')
    const once = masked(test, '/body/json/at')
    expect(once.masks).toEqual(['/body/json/at'])
    expect(masked(once, '/body/json/at')).toBe(once)
  })
})
