/** Saved tests of a small project: what passes, what fails and how it is told, what cannot be run, what is cancelled. */
import { describe, expect, it } from 'vitest'
import type { Project } from '../../runtime/model/project.ts'
import type { TestResult } from '../../runtime/model/proving.ts'
import { type SavedTest, savedTestSchema } from '../../runtime/model/saved-test.ts'
import { runTests } from '../../runtime/run-tests.ts'
import { projectOf } from '../support/project.ts'

const services = {
  'services/bill.ts': `
import { Service } from 'patchbay'
let count = 0
export class Bill extends Service {
  static serviceName = 'bill'
  async handle() {
    const { id } = this.request.payload as { id: number }
    const answer = await this.outgoing.rest.get('erp').post('/bills', { id, at: new Date().toISOString() })
    this.response.payload = { id, bill: answer.payload, count: ++count }
  }
}
`,
  'services/other.ts': `
import { Service } from 'patchbay'
export class Other extends Service {
  static serviceName = 'other'
  async handle() {
    await new Promise(() => undefined)
  }
}
export class Asks extends Service {
  static serviceName = 'asks'
  async handle() {
    this.response.payload = await this.invoke('bill', this.request.payload)
  }
}
`,
}

const project: Project = projectOf({
  channels: [
    { name: 'Bills', type: 'rest', method: 'POST', path: '/bills', dataFormat: 'json' },
    { name: 'Hangs', type: 'rest', method: 'POST', path: '/hangs', timeout: 0.2 },
    { name: 'Asks', type: 'rest', method: 'POST', path: '/asks', dataFormat: 'json' },
    { name: 'Off', type: 'rest', method: 'POST', path: '/off', isActive: false },
  ],
  connections: [{ name: 'erp', type: 'rest', url: 'http://127.0.0.1:1' }],
  services,
  links: [
    ['Bills', 'bill'],
    ['Hangs', 'other'],
    ['Asks', 'asks'],
    ['Off', 'bill'],
  ],
})

const bill = { connection: 'erp', call: 'POST /bills', body: { json: { number: 4 } } }

function testOf(name: string, more: object): SavedTest {
  return savedTestSchema.parse({
    name,
    channel: 'Bills',
    values: { method: 'POST', path: '/bills' },
    body: { json: { id: 7 } },
    answers: [bill],
    expect: { status: 200 },
    ...more,
  })
}

async function resultsOf(tests: readonly SavedTest[], from = project): Promise<TestResult[]> {
  const named = Object.fromEntries(tests.map((test) => [test.name, test]))
  const signal = new AbortController().signal
  const { results } = await runTests({ ...from, tests: named }, {}, { signal })
  return [...results]
}

describe('saved tests', () => {
  it('pass in the order of their names, each by itself', async () => {
    const expected = {
      status: 200,
      body: { json: { id: 7, bill: { number: 4 }, count: 1 } },
      deliveries: [{ connection: 'erp', body: { json: { id: 7, at: { $is: 'date-time' } } } }],
    }
    const results = await resultsOf([
      testOf('b', { expect: expected }),
      testOf('a', { expect: expected }),
      testOf('c', { isActive: false }),
    ])
    expect(results.map(({ test, outcome }) => [test, outcome])).toEqual([
      ['a', 'passed'],
      ['b', 'passed'],
      ['c', 'skipped'],
    ])
    expect(results[0]?.coverage.links).toEqual([{ flow: 'main', link: 'l0', count: 1 }])
  })

  it('tell what differs and after which node', async () => {
    const [result] = await resultsOf([
      testOf('a', {
        expect: { status: 201, body: { how: 'subset', json: { id: 8 } }, deliveries: [] },
      }),
    ])
    const at = { collection: 'flows', name: 'main', node: 's0' }
    expect(result).toMatchObject({
      outcome: 'failed',
      actual: { status: 200, outcome: 'done' },
      differences: [
        { kind: 'answer', pointer: '/status', words: 'status is 200, not 201', at },
        { kind: 'answer', pointer: '/body/json/id', words: 'body.id is 7, not 8', at },
        { kind: 'delivery', pointer: '/deliveries/-', at },
      ],
    })
  })

  it('fail by a call that nothing stands in for, also when its service goes on', async () => {
    const [result] = await resultsOf([testOf('a', { answers: [], expect: {} })])
    expect(result?.differences).toMatchObject([{ pointer: '/answers', kind: 'delivery' }])
  })

  it('end a service that hangs at the deadline of its message', async () => {
    const [result] = await resultsOf([
      testOf('a', { channel: 'Hangs', values: { method: 'POST', path: '/hangs' } }),
    ])
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'DEADLINE_PASSED' } })
  })

  it('cannot be run where the channel is not there, is off, or the form has what cannot be sent', async () => {
    const results = await resultsOf([
      testOf('a', { channel: 'Bill' }),
      testOf('b', { channel: 'Off', values: { method: 'POST', path: '/off' } }),
      testOf('c', { values: { method: 'POST', path: 'no slash' } }),
    ])
    expect(results.map(({ outcome, failure }) => [outcome, failure?.code])).toEqual([
      ['error', 'CHANNEL_NOT_FOUND'],
      ['error', 'CHANNEL_OFF'],
      ['error', 'INPUT_MALFORMED'],
    ])
    expect(results[0]?.failure?.message).toContain('Did you mean "Bills"?')
  })

  it('cannot be run where a service on the way does not compile, invoked ones included', async () => {
    const path = 'services/bill.ts'
    const broken = {
      ...project.services,
      [path]: { path, source: `${services[path]}\nexport class {` },
    }
    const results = await resultsOf(
      [
        testOf('a', {}),
        testOf('b', { channel: 'Asks', values: { method: 'POST', path: '/asks' } }),
        testOf('c', { channel: 'Hangs', values: { method: 'POST', path: '/hangs' } }),
      ],
      { ...project, services: broken },
    )
    expect(results.map(({ outcome, failure }) => [outcome, failure?.code])).toEqual([
      ['error', 'SERVICE_NOT_COMPILED'],
      ['error', 'SERVICE_NOT_COMPILED'],
      ['failed', 'DEADLINE_PASSED'],
    ])
    expect(results[0]?.failure?.message).toContain('services/bill.ts:')
  })

  it('end when they are cancelled, those that are done being told', async () => {
    const controller = new AbortController()
    const tests = ['a', 'b', 'c'].map((name) => testOf(name, {}))
    const run = await runTests(
      { ...project, tests: Object.fromEntries(tests.map((test) => [test.name, test])) },
      {},
      {
        signal: controller.signal,
        onResult: ({ test }) => {
          if (test === 'b') controller.abort()
          return false
        },
      },
    )
    expect(run.results.map(({ test }) => test)).toEqual(['a', 'b'])
  })
})
