import { describe, expect, it } from 'vitest'
import {
  contentTypeOf,
  firstDraft,
  formatOf,
  lineOf,
  rowsOf,
  testOf,
  withFormat,
} from '../../../renderer/testing/draft.ts'
import type { ProjectObject } from '../../../runtime/model/project.ts'
import type { TestDefinition } from '../../../runtime/model/testing.ts'

const channel: ProjectObject = {
  name: 'Orders',
  type: 'rest',
  isActive: true,
  path: '/orders/{id}',
  dataFormat: 'json',
}

function test(): TestDefinition {
  const found = testOf(channel)
  if (!found) throw new Error('REST channels can be tested.')
  return found
}

describe('a draft', () => {
  it('begins with the channel, in its format', () => {
    const draft = firstDraft(channel, test())
    expect(draft).toMatchObject({ via: 'transport', format: 'json' })
    expect(draft.values.path).toBe('/orders/{id}')
    expect(lineOf(test(), draft)).toBe('POST /orders/{id}')
  })

  it('takes the example of the description, then of the service', () => {
    const described = { ...channel, description: 'Takes an order: {"id":1}' }
    expect(firstDraft(described, test(), { b: 2 }).text).toBe('{\n  "id": 1\n}')
    expect(firstDraft(channel, test(), { b: 2 }).text).toBe('{\n  "b": 2\n}')
  })

  it('keeps what was typed when its format changes, and not what was not', () => {
    const first = firstDraft(channel, test())
    expect(withFormat(first, 'xml').text).toBe('<hello>world</hello>')
    expect(withFormat({ ...first, text: '{}' }, 'xml').text).toBe('{}')
  })

  it('says the type of its body', () => {
    const first = firstDraft(channel, test())
    expect(contentTypeOf(first)).toBe('application/json')
    expect(contentTypeOf({ ...first, format: 'none' })).toBeUndefined()
    const file = new File(['x'], 'a.bin')
    expect(contentTypeOf({ ...first, format: 'file', file })).toBe('application/octet-stream')
    expect(formatOf('text/xml; charset=utf-8')).toBe('xml')
  })

  it('has a row for each parameter of the path, with what is known of it', () => {
    const [params, query] = test().tables
    if (!params || !query) throw new Error('There are tables.')
    const values = {
      path: '/a/{x}/{y}',
      params: [
        { name: 'y', value: '2' },
        { name: 'z', value: '3' },
      ],
    }
    expect(rowsOf(params, values)).toEqual([
      { name: 'x', value: '' },
      { name: 'y', value: '2' },
    ])
    expect(rowsOf(query, values)).toEqual([])
  })
})
