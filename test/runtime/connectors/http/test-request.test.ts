import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openRestChannel } from '../../../../runtime/connectors/http/rest-channel.ts'
import { Routes } from '../../../../runtime/connectors/http/routes.ts'
import { addressOf, restTest } from '../../../../runtime/connectors/http/test-definition.ts'
import { toRequest } from '../../../../runtime/connectors/http/test-request.ts'
import { specs } from './open-host.ts'

const row = (name: string, value: string, on?: boolean) => ({
  name,
  value,
  ...(on === undefined ? {} : { on }),
})

describe('the form of a REST test', () => {
  it('begins with what the channel has', () => {
    expect(restTest.initial({ path: '/a/{id}/{rest*}', method: 'PUT' })).toEqual({
      method: 'PUT',
      path: '/a/{id}/{rest*}',
      params: [row('id', ''), row('rest', '')],
      query: [],
      headers: [],
    })
    expect(restTest.initial({ path: '/a' }).method).toBe('POST')
  })

  it('has a body where the method has one, in the format of the channel', () => {
    expect(restTest.bodyFormat?.({ dataFormat: 'xml' })).toBe('xml')
    expect(restTest.bodyFormat?.({ dataFormat: 'none' })).toBe('text')
    expect(restTest.bodyFormat?.({ dataFormat: 'json', method: 'GET' })).toBe('none')
  })

  it('says what is missing', () => {
    const values = { path: '/a/{id}', params: [row('id', '7', false)] }
    expect(restTest.trouble?.(values)?.field).toBe('params')
    expect(restTest.trouble?.({ path: 'a' })?.field).toBe('path')
    expect(restTest.trouble?.({ path: '/a/{id}', params: [row('id', '7')] })).toBeUndefined()
  })
})

describe('the address of a test', () => {
  it('is filled and escaped', () => {
    const params = [row('id', 'a/b ü'), row('rest', 'x/y z')]
    expect(addressOf({ path: '/a/{id}/{rest*}', params })).toBe('/a/a%2Fb%20%C3%BC/x/y%20z')
  })

  it('has the query that is switched on, after what was typed', () => {
    const query = [row('q', '1 2'), row('q', '&'), row('off', '1', false), row('', 'x')]
    expect(addressOf({ path: '/a?b=c', query })).toBe('/a?b=c&q=1%202&q=%26')
  })

  it('can be sent and leads back to the values, whatever they are', () => {
    const routes = new Routes()
    const [spec] = specs({ a: { path: '/a/{id}/{rest*}' } })
    if (!spec) throw new Error('There is no spec.')
    routes.swap([], [openRestChannel(spec)])
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    // A server takes these for "here" and "one up", escaped or not.
    const named = part.filter((text) => !/^\.{1,2}$/.test(text))
    fc.assert(
      fc.property(named, named, (id, rest) => {
        const values = { path: '/a/{id}/{rest*}', params: [row('id', id), row('rest', rest)] }
        const { url } = toRequest(values)
        expect(url).toMatch(/^[\x21-\x7e]+$/)
        const found = routes.find('GET', url)
        if (typeof found !== 'object') throw new Error(`${url} leads nowhere.`)
        expect(found.params).toEqual({ id, rest })
      }),
    )
  })
})

describe('the headers of a test', () => {
  const values = { method: 'post', path: '/a' }

  it('name the type of the body where they do not yet', () => {
    expect(toRequest(values, 'text/csv').headers).toEqual([['Content-Type', 'text/csv']])
    const typed = { ...values, headers: [row('content-type', 'a/b'), row('X', ' 1 ')] }
    expect(toRequest(typed, 'text/csv')).toEqual({
      method: 'POST',
      url: '/a',
      headers: [
        ['content-type', 'a/b'],
        ['X', '1'],
      ],
    })
  })

  it.each([
    ['a b', '1'],
    ['X', 'a\nb'],
    ['X', '€'],
  ])('are refused when they cannot be sent: %j: %j', (name, value) => {
    const headers = [row(name, value)]
    expect(() => toRequest({ ...values, headers })).toThrow(/header/)
  })

  it('come from anywhere: what is no table has no rows', () => {
    expect(toRequest({ ...values, headers: 'x', query: 7, params: null }).url).toBe('/a')
  })
})
