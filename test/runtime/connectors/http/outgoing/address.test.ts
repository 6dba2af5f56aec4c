import { describe, expect, it } from 'vitest'
import { addQuery, fillPath } from '../../../../../runtime/connectors/http/outgoing/address.ts'

const fill = (path: string, params: Record<string, unknown> = {}) =>
  fillPath(path, (name) => params[name])

describe('a path', () => {
  it.each([
    ['/bills/{id}', { id: 17 }, '/bills/17'],
    ['bills/{id}', { id: 'a b/ü?#' }, '/bills/a%20b%2F%C3%BC%3F%23'],
    ['', {}, ''],
    ['?a=1', {}, '?a=1'],
    ['/a b/ü\r\nX: 1', {}, '/a%20b/%C3%BC%0D%0AX:%201'],
    ['/%20', {}, '/%20'],
    ['/{a}', { a: '\r\n' }, '/%0D%0A'],
    ['/{a}', { a: '\ud800' }, '/%EF%BF%BD'],
    ['/{a}', { a: false }, '/false'],
  ])('%j is filled', (path, params, filled) => {
    expect(fill(path, params)).toBe(filled)
  })

  it('needs all its values', () => {
    expect(() => fill('/a/{id}')).toThrow('needs a value for {id}')
    expect(() => fill('/a/{id}', { id: '' })).toThrow(TypeError)
  })

  it.each(['.', '..'])('cannot be led elsewhere by %s', (id) => {
    expect(() => fill('/a/{id}/b', { id })).toThrow(TypeError)
  })
})

describe('a query', () => {
  it('is added to what is there', () => {
    expect(addQuery('/a', { b: 1, c: ['x', 'y z'], d: undefined, e: null })).toBe(
      '/a?b=1&c=x&c=y+z',
    )
    expect(addQuery('/a?z=1', { b: 'ü&' })).toBe('/a?z=1&b=%C3%BC%26')
    expect(addQuery('/a', undefined)).toBe('/a')
  })
})
