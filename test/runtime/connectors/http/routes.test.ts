import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  openRestChannel,
  type RestChannel,
} from '../../../../runtime/connectors/http/rest-channel.ts'
import { Routes } from '../../../../runtime/connectors/http/routes.ts'

function channel(name: string, path: string, method = 'ANY'): RestChannel {
  return openRestChannel({ name, type: 'rest', values: { path, method } })
}

function routesOf(...channels: RestChannel[]): Routes {
  const routes = new Routes()
  routes.swap([], channels)
  return routes
}

/** `name` or `name {"param":"value"}`, or why not. */
function find(routes: Routes, method: string, url: string): string | undefined {
  const found = routes.find(method, url)
  if (typeof found !== 'object') return found
  const params = { ...found.params }
  return found.channel.name + (Object.keys(params).length > 0 ? ` ${JSON.stringify(params)}` : '')
}

describe('a route', () => {
  it('is the most specific, whatever the names', () => {
    const all = [
      channel('a', '/{rest*}'),
      channel('b', '/orders/{id}'),
      channel('c', '/orders/new'),
      channel('d', '/orders/{id}/lines/{line}'),
      channel('e', '/v{version}/report-{day}.csv'),
      channel('f', '/'),
    ]
    for (const order of [all, all.toReversed()]) {
      const routes = routesOf(...order)
      expect(find(routes, 'GET', '/orders/new?x=1')).toBe('c')
      expect(find(routes, 'GET', '/orders/newer')).toBe('b {"id":"newer"}')
      expect(find(routes, 'GET', '/orders/7/lines/8')).toBe('d {"id":"7","line":"8"}')
      expect(find(routes, 'GET', '/v2/report-monday.csv')).toBe('e {"version":"2","day":"monday"}')
      expect(find(routes, 'GET', '/orders/7/lines')).toBe('a {"rest":"orders/7/lines"}')
      expect(find(routes, 'GET', '/')).toBe('f')
    }
  })

  it('may differ by method alone', () => {
    const routes = routesOf(channel('read', '/a', 'GET'), channel('write', '/a'))
    expect(find(routes, 'GET', '/a')).toBe('read')
    expect(find(routes, 'HEAD', '/a')).toBe('read')
    expect(find(routes, 'POST', '/a')).toBe('write')
    expect(find(routes, 'PROPFIND', '/a')).toBe('write')
    expect(find(routes, 'TRACE', '/a')).toBeUndefined()
    expect(find(routes, 'OPTIONS', '/a')).toBeUndefined()
  })

  it('is found behind one that has another method', () => {
    const routes = routesOf(channel('any', '/a/{x}', 'GET'), channel('one', '/a/b', 'POST'))
    expect(find(routes, 'GET', '/a/b')).toBe('any {"x":"b"}')
    expect(routes.allowed('/a/b')).toEqual(['GET', 'HEAD', 'POST', 'OPTIONS'])
    expect(routes.allowed('/a/c')).toEqual(['GET', 'HEAD', 'OPTIONS'])
    expect(routes.allowed('/b')).toEqual([])
  })

  it('gives its parameters decoded', () => {
    const routes = routesOf(channel('a', '/a/{x}'), channel('b', '/über uns/{y}'))
    expect(find(routes, 'GET', '/a/%C3%BC%2F%25%20b')).toBe('a {"x":"ü/% b"}')
    expect(find(routes, 'GET', '/%C3%BCber%20uns/1')).toBe('b {"y":"1"}')
  })

  it.each(['/a/%', '/a/%zz', '/a/%ff', '/a/%c3'])('is not looked for at %s', (url) => {
    expect(find(routesOf(channel('a', '/a/{x}')), 'GET', url)).toBe('malformed')
  })

  it('does not compare parts without end', () => {
    const routes = routesOf(channel('a', '/a/{x}-{y}-{z}'))
    expect(find(routes, 'GET', `/a/${'-'.repeat(14_000)}`)).toBe('too long')
    expect(find(routes, 'GET', `/a/${'x'.repeat(900)}-1-2`)).toContain('"z":"2"')
  })
})

describe('a swap', () => {
  it('puts a changed channel in the place of the old', () => {
    const routes = routesOf(channel('a', '/a/{x}'))
    expect(find(routes, 'GET', '/a/1')).toBe('a {"x":"1"}')
    routes.swap(['a'], [channel('a', '/a/{other}')])
    expect(find(routes, 'GET', '/a/1')).toBe('a {"other":"1"}')
    routes.swap(['a'], [channel('a', '/b')])
    expect(find(routes, 'GET', '/a/1')).toBeUndefined()
    expect(find(routes, 'GET', '/b')).toBe('a')
  })

  it('leaves nothing that shadows what is less specific', () => {
    const routes = routesOf(channel('wide', '/a/{x}'), channel('narrow', '/a/b'))
    expect(find(routes, 'GET', '/a/b')).toBe('narrow')
    routes.swap(['narrow'], [])
    expect(find(routes, 'GET', '/a/b')).toBe('wide {"x":"b"}')
  })

  it('keeps a second channel waiting for a path that is taken', () => {
    const first = channel('first', '/a/{x}', 'GET')
    const second = channel('second', '/a/{y}', 'GET')
    const routes = routesOf(first, second)
    expect(routes.holderOf(second)).toBe(first)
    const changed = channel('first', '/a/{z}', 'GET')
    expect(routes.swap(['first'], [changed])).toEqual([])
    expect(find(routes, 'GET', '/a/1')).toBe('first {"z":"1"}')
    expect(routes.swap(['first'], [])).toEqual([second])
    expect(find(routes, 'GET', '/a/1')).toBe('second {"y":"1"}')
  })

  it('of random channels ends where building anew would', () => {
    const path = fc.constantFrom('/a', '/a/b', '/a/{x}', '/a/{y}', '/{z*}', '/c-{v}.x', '/c-{w}.x')
    const method = fc.constantFrom('ANY', 'GET', 'POST')
    const step = fc.record({
      name: fc.constantFrom('1', '2', '3', '4'),
      path,
      method,
      stays: fc.boolean(),
    })
    const urls = ['/a', '/a/b', '/a/c', '/c-1.x', '/d/e', '/a/%zz']
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const kept = new Routes()
        let now: RestChannel[] = []
        for (const { name, path, method, stays } of steps) {
          const next = channel(name, path, method)
          // One path and method each: who of two has it depends on who came first.
          const isFree = now.every(
            (other) =>
              other.name === name ||
              other.path.shape !== next.path.shape ||
              other.method !== method,
          )
          const opened = stays && isFree ? [next] : []
          kept.swap([name], opened)
          now = [...now.filter((other) => other.name !== name), ...opened]
          const anew = routesOf(...now)
          for (const url of urls) {
            for (const asked of ['GET', 'POST', 'HEAD', 'PUT']) {
              expect(find(kept, asked, url)).toBe(find(anew, asked, url))
            }
          }
        }
      }),
    )
  })

  it('forgets the paths that nobody serves', () => {
    const routes = routesOf(channel('stays', '/stays'))
    for (let count = 0; count < 1000; count++) {
      routes.swap(['typed'], [channel('typed', `/typed/${count}`)])
      find(routes, 'GET', `/typed/${count}`)
    }
    expect(find(routes, 'GET', '/typed/999')).toBe('typed')
    expect(find(routes, 'GET', '/typed/998')).toBeUndefined()
    expect(routes.size).toBe(2)
  })
})

describe('a path', () => {
  it('cannot have one parameter twice', () => {
    expect(() => channel('a', '/{x}/{x}')).toThrow('has the parameter x twice')
  })
})
