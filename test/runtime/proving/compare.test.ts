import { describe, expect, it } from 'vitest'
import type { Expectation } from '../../../runtime/model/saved-test.ts'
import { compare } from '../../../runtime/proving/compare.ts'

const json = (value: unknown, how: 'equal' | 'subset' = 'equal') => ({ how, json: value })

function told(expected: Expectation, actual: Expectation, masks: string[] = []): string[] {
  return compare(expected, actual, { masks }).map(({ pointer, words }) => `${pointer}: ${words}`)
}

describe('a comparison', () => {
  it('finds nothing where nothing is expected', () => {
    expect(told({}, { outcome: 'failed', status: 500, body: json(1), deliveries: [] })).toEqual([])
  })

  it('names what is other by pointer and in words', () => {
    const expected: Expectation = { outcome: 'done', status: 201, headers: { Location: '/a' } }
    const actual: Expectation = { outcome: 'failed', status: 200, code: 'SERVICE_THREW' }
    expect(told(expected, actual)).toEqual([
      '/outcome: outcome is "failed", not "done"',
      '/status: status is 200, not 201',
      '/headers/Location: header Location is not there; "/a" was expected',
    ])
  })

  it('sees JSON as values, whatever the order of keys', () => {
    const expected = { body: json({ a: 1, b: [{ c: 'x' }] }) }
    expect(told(expected, { body: json({ b: [{ c: 'x' }], a: 1 }) })).toEqual([])
    expect(told(expected, { body: json({ b: [{ c: 'y' }], d: 2 }) })).toEqual([
      '/body/json/a: body.a is not there; 1 was expected',
      '/body/json/b/0/c: body.b[0].c is "y", not "x"',
      '/body/json/d: body.d is there, 2, and was not expected',
    ])
  })

  it('asks only for what a subset has, with lists of the same length', () => {
    const expected = { body: json({ a: 1, list: [{ b: 1 }] }, 'subset') }
    expect(told(expected, { body: json({ a: 1, c: 3, list: [{ b: 1, d: 4 }] }) })).toEqual([])
    expect(told(expected, { body: json({ a: 1, list: [{ b: 1 }, {}] }) })).toEqual([
      '/body/json/list: body.list has 2 entries, not 1',
    ])
  })

  it('takes matchers in the place of values', () => {
    const expected = {
      body: json({
        id: { $is: 'uuid' },
        at: { $is: 'date-time' },
        name: { $matches: '^order-\\d+$' },
        gone: { $is: 'absent' },
        count: { $is: 'integer' },
      }),
    }
    const good = {
      id: '123e4567-e89b-12d3-a456-426614174000',
      at: '2026-11-24T10:00:00Z',
      name: 'order-17',
      count: 3,
    }
    expect(told(expected, { body: json(good) })).toEqual([])
    expect(told(expected, { body: json({ ...good, name: 'x', gone: 1, count: 1.5 }) })).toEqual([
      '/body/json/name: body.name is "x", not a text that matches ^order-\\d+$',
      '/body/json/gone: body.gone is 1, not nothing',
      '/body/json/count: body.count is 1.5, not a whole number',
    ])
  })

  it('does not look at what is masked, but that it is there and of its type', () => {
    const expected = { body: json({ id: 'a', items: [{ at: '1' }, { at: '2' }] }) }
    const masks = ['/body/json/id', '/body/json/items/*/at']
    const moved = { id: 'b', items: [{ at: '3' }, { at: '4' }] }
    expect(told(expected, { body: json(moved) }, masks)).toEqual([])
    expect(told(expected, { body: json({ id: 5, items: [{ at: '3' }, {}] }) }, masks)).toEqual([
      '/body/json/id: body.id is number, not text; its value is masked',
      '/body/json/items/1/at: body.items[1].at is not there; its value is masked, but text was expected',
    ])
  })

  it('tells at which line texts part', () => {
    const body = (text: string) => ({ body: { how: 'equal' as const, text } })
    expect(told(body('a\nb\nc'), body('a\nB\nc'))).toEqual([
      '/body/text: line 2 of the body is "B", not "b"',
    ])
    expect(told(body('a'), {})).toEqual(['/body/text: body is empty'])
    expect(told({ body: { how: 'equal' } }, body('a'))).toEqual([
      '/body: body is there, and was to be empty',
    ])
  })

  it('compares content types without parameters that are not expected', () => {
    const of = (contentType: string) => ({
      body: { how: 'equal' as const, text: 'a', contentType },
    })
    expect(told(of('text/plain'), of('text/plain; charset=utf-8'))).toEqual([])
    expect(told(of('text/plain;charset=utf-8'), of('Text/Plain; charset=UTF-8'))).toEqual([])
    expect(told(of('text/plain'), of('text/html'))).toEqual([
      '/body/contentType: content type is "text/html", not "text/plain"',
    ])
  })

  it('takes the calls of each connection in their order', () => {
    const call = (connection: string, name: string, value: unknown) => ({
      connection,
      call: name,
      body: json(value),
    })
    const expected = {
      deliveries: [
        call('erp', 'POST /a', 1),
        call('ftp', 'upload /*.bin', 2),
        call('erp', 'POST /b', 3),
      ],
    }
    const overtaken = [
      call('ftp', 'upload /17.bin', 2),
      call('erp', 'POST /a', 1),
      call('erp', 'POST /b', 3),
    ]
    expect(told(expected, { deliveries: overtaken })).toEqual([])
    const other = [
      call('erp', 'POST /b', 4),
      call('ftp', 'upload /17.bin', 2),
      call('mq', 'publish', 1),
    ]
    expect(told(expected, { deliveries: other })).toEqual([
      '/deliveries/0: erp was not called: POST /a',
      '/deliveries/2/body/json: erp, POST /b: body is 4, not 3',
      '/deliveries/-: mq was called, and that was not expected: publish',
    ])
  })

  it('expects no call where the list is empty', () => {
    const made = { deliveries: [{ connection: 'erp', call: 'GET /' }] }
    expect(told({ deliveries: [] }, made)).toHaveLength(1)
    expect(told({}, made)).toEqual([])
  })
})
