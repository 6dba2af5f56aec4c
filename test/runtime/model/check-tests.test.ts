import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { apply, invert } from '../../../runtime/model/change.ts'
import { checkTests } from '../../../runtime/model/check-tests.ts'
import { rename } from '../../../runtime/model/names.ts'
import { savedTestSchema } from '../../../runtime/model/saved-test.ts'
import { projectOf } from '../../support/project.ts'

const test = savedTestSchema.parse({
  name: 'T',
  channel: 'In',
  answers: [{ connection: 'erp', failure: { code: 'OUTGOING_LOST' } }, { connection: 'ftp' }],
  expect: {
    body: { json: { id: { $is: 'uuid' }, list: [{ at: 'x' }] } },
    deliveries: [{ connection: 'erp' }],
  },
  masks: ['/body/json/list/*/at'],
})
const project = {
  ...projectOf({
    channels: [{ name: 'In', type: 'rest', method: 'POST', path: '/in' }],
    connections: [
      { name: 'erp', type: 'rest', url: 'http://erp' },
      { name: 'ftp', type: 'ftp', host: 'h', user: 'u' },
    ],
  }),
  tests: { T: test },
}

describe('the check of saved tests', () => {
  it('finds nothing wrong with a sound one', () => {
    expect(checkTests(project)).toEqual([])
  })

  it('names what is not there, and what was probably meant', () => {
    const wrong = { ...test, channel: 'Inn', answers: [{ connection: 'erpp' }] }
    expect(checkTests({ ...project, tests: { T: wrong } })).toMatchObject([
      { code: 'REFERENCE_MISSING', at: { field: 'channel' }, fix: 'Did you mean "In"?' },
      { code: 'REFERENCE_MISSING', at: { field: 'answers.0.connection' } },
    ])
  })

  it('tells matchers that cannot be read, unknown failures and masks that point nowhere', () => {
    const wrong = savedTestSchema.parse({
      ...test,
      answers: [{ connection: 'erp', failure: { code: 'OUTGOING_LOSTT' } }],
      expect: { body: { json: { a: [{ $matches: '(' }], b: { $is: 'guid' } } } },
      masks: ['/body/json/c', '/body/json/a/*'],
    })
    expect(checkTests({ ...project, tests: { T: wrong } })).toMatchObject([
      { code: 'TEST_MATCHER_WRONG', severity: 'error', at: { field: 'expect.body.json.a.0' } },
      { code: 'TEST_MATCHER_WRONG', at: { field: 'expect.body.json.b' } },
      { code: 'FIELD_WRONG', fix: 'Did you mean "OUTGOING_LOST"?' },
      { code: 'TEST_MASK_LOOSE', severity: 'warning' },
    ])
  })
})

describe('a saved test', () => {
  it('follows its channel and its connections when they are renamed, and back', () => {
    const first = rename(project, 'channels', 'In', 'Entry', definitions)
    const second = rename(apply(project, first), 'connections', 'erp', 'billing', definitions)
    const next = apply(apply(project, first), second)
    expect(next.tests.T).toMatchObject({
      channel: 'Entry',
      answers: [{ connection: 'billing' }, { connection: 'ftp' }],
      expect: { deliveries: [{ connection: 'billing' }] },
    })
    expect(apply(apply(next, invert(second)), invert(first))).toEqual(project)
  })
})
