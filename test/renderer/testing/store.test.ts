import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { servicesOf } from '../../../renderer/store/services.ts'
import { sampleFor } from '../../../renderer/testing/sample.ts'
import {
  chooseChannel,
  compare,
  draftFor,
  loadSent,
  nothingTested,
  resetDraft,
  setValue,
  testable,
  testingStore,
} from '../../../renderer/testing/store.ts'
import { takeCurl } from '../../../renderer/testing/take-curl.ts'
import { openInStores, queueProject, storeSource } from '../../support/designer.ts'

const withIo = storeSource.replace(
  "static serviceName = 'store.file'",
  "static serviceName = 'store.file'\n  static io = { input: ['cust_id', 'is_new', 'note?'] } as const",
)

function project() {
  const path = 'services/store.ts'
  return { ...queueProject(), services: { [path]: { path, source: withIo } } }
}

describe('the test pane', () => {
  let close: () => void
  beforeEach(() => {
    close = openInStores(project())
    testingStore.setState(nothingTested, true)
  })
  afterEach(() => close())

  it('offers the channels that can be tested', () => {
    expect(testable()).toContain('Store')
  })

  it('begins with an example of what the linked service takes', () => {
    expect(sampleFor(project(), servicesOf(project()), 'Store')).toEqual({
      cust_id: 1,
      is_new: true,
      note: 'note',
    })
    expect(sampleFor(project(), servicesOf(project()), 'Nobody')).toBeUndefined()
  })

  it('keeps a draft for each channel, and goes back when asked', () => {
    chooseChannel('Store')
    const first = draftFor('Store')
    setValue('Store', 'path', '/else')
    expect(draftFor('Store')?.values.path).toBe('/else')
    resetDraft('Store')
    expect(draftFor('Store')).toEqual(first)
    expect(draftFor('Nobody')).toBeUndefined()
  })

  it('takes a cURL command, and says what it left out', () => {
    chooseChannel('Store')
    expect(
      takeCurl('Store', `curl http://x/store/1 -d '{}' -H 'content-type: application/json' --wild`),
    ).toBe(true)
    expect(draftFor('Store')).toMatchObject({ format: 'json', text: '{}' })
    expect(testingStore.getState().notes.Store).toEqual(['--wild is not known and was left out.'])
    expect(takeCurl('Store', 'curl')).toBe(false)
  })

  it('loads a send of the past with its answer', () => {
    const draft = { via: 'flow', values: { path: '/old' }, format: 'none', text: '' } as const
    const answer = { outcome: 'cancelled', headers: [], size: 0, took: 1 } as const
    const body = new Uint8Array()
    loadSent({ id: 'p', channel: 'Store', at: 5, line: 'GET /old', draft, answer, body })
    expect(draftFor('Store')).toEqual(draft)
    expect(testingStore.getState().results.Store).toMatchObject({ id: 'p', answer, at: 5 })
  })

  it('compares the last two that were ticked', () => {
    for (const id of ['a', 'b', 'c']) compare(id)
    expect(testingStore.getState().compared).toEqual(['b', 'c'])
    compare('b')
    expect(testingStore.getState().compared).toEqual(['c'])
  })
})
