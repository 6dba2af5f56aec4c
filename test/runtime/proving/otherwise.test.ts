import { describe, expect, it } from 'vitest'
import { type Moments, otherwise, textsDiffer } from '../../../runtime/proving/otherwise.ts'

const then = { cid: 'cid-then', began: Date.parse('2026-03-04T10:00:00Z'), took: 20 }
const now = { cid: 'cid-now', began: Date.parse('2026-05-06T11:30:00Z'), took: 20 }
const again = { ...now, cid: 'cid-again', began: now.began + 100 }
const twice: Moments = { expected: then, actual: now, again }
const once: Moments = { expected: then, actual: now }

const pointers = (expected: unknown, actual: unknown, more = actual) =>
  otherwise({ expected, actual, again: more }, twice).map(({ pointer }) => pointer)

describe('a value that came out otherwise', () => {
  it('is found where it is', () => {
    const value = { total: 1, lines: [{ sku: 'a' }, { sku: 'b' }], 'a/b': 1 }
    expect(pointers(value, structuredClone(value))).toEqual([])
    expect(pointers(value, { ...value, total: 2 })).toEqual(['/total'])
    expect(pointers(value, { ...value, lines: [{ sku: 'a' }, { sku: 'c' }] })).toEqual([
      '/lines/1/sku',
    ])
    expect(pointers(value, { ...value, lines: [{ sku: 'a' }] })).toEqual(['/lines/1'])
    expect(pointers(value, { ...value, 'a/b': 2 })).toEqual(['/a~1b'])
    expect(pointers({ a: 1 }, { b: 1 })).toEqual(['/a', '/b'])
    expect(pointers({ a: null }, { a: 0 })).toEqual(['/a'])
    expect(pointers({ a: [] }, { a: {} })).toEqual(['/a'])
  })

  it('is none that moves from run to run', () => {
    expect(pointers({ id: 'x1', n: 1 }, { id: 'y7', n: 2 }, { id: 'z9', n: 3 })).toEqual([])
    expect(pointers([1, 2], [1, 2, 3], [1])).toEqual([])
    expect(pointers({ n: 1 }, { n: 2 }, { n: 2 })).toEqual(['/n'])
  })

  it('is none that is the time or the cid of its own run', () => {
    const at = ({ cid, began }: typeof then) => ({
      cid: `<${cid}>`,
      iso: new Date(began + 5).toISOString(),
      day: new Date(began).toISOString().slice(0, 10),
      file: `out-${new Date(began).toISOString().slice(0, 10).replaceAll('-', '')}.csv`,
      seconds: Math.round(began / 1000),
      http: new Date(began).toUTCString(),
    })
    expect(otherwise({ expected: at(then), actual: at(now) }, once)).toEqual([])
  })

  it('is a time that is another one', () => {
    expect(pointers({ due: '2026-04-04' }, { due: '2026-04-05' })).toEqual(['/due'])
    const [first, second] = ['2020-01-01T00:00:00Z', '2020-01-01T00:00:01Z']
    expect(pointers({ at: first }, { at: second })).toEqual(['/at'])
  })

  it('is what stays of a text of which another part moves', () => {
    const texts = { expected: 'file-17-a.csv', actual: 'file-18-b.csv', again: 'file-19-b.csv' }
    expect(textsDiffer(texts, twice)).toBe(true)
    expect(textsDiffer({ ...texts, expected: 'file-17-b.csv' }, twice)).toBe(false)
  })

  it('is no identifier made anew, where there was one run only', () => {
    const [one, other] = [
      '1c0e7a4e-0f4f-4a52-9a30-5b5d2ae2a001',
      '2c0e7a4e-0f4f-4a52-9a30-5b5d2ae2a002',
    ]
    expect(textsDiffer({ expected: `id ${one}`, actual: `id ${other}` }, once)).toBe(false)
    expect(textsDiffer({ expected: `id ${one}`, actual: `no ${other}` }, once)).toBe(true)
  })
})
