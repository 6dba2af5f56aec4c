import { describe, expect, it } from 'vitest'
import { movingIn, steady } from '../../../runtime/proving/moving.ts'

const began = Date.parse('2026-11-24T10:00:00Z')
const moment = { cid: 'a1b2c3d4e5f60718293a4b5c', began, took: 10 }

describe('what moves', () => {
  it('is what differs between two runs, or was otherwise', () => {
    const sides = {
      first: { a: 1, b: 'x', c: [1, 2], d: null },
      second: { a: 2, b: 'x', c: [1, 3], d: null },
      past: { a: 1, b: 'y', c: [1, 2], d: null },
    }
    expect(movingIn(sides, ['body'], moment)).toEqual(['/body/a', '/body/b', '/body/c/1'])
  })

  it('is what tells of its run, though both runs are alike', () => {
    const first = {
      cid: moment.cid,
      at: '2026-11-24T10:00:00.005Z',
      seconds: began / 1000,
      born: '1999-01-02T00:00:00Z',
      amount: 12,
    }
    expect(movingIn({ first, second: first }, [], moment)).toEqual(['/cid', '/at', '/seconds'])
  })

  it('is one place for all entries of a list', () => {
    const list = (key: string) => [
      { name: 'a', key: `${key}1` },
      { name: 'b', key: `${key}2` },
    ]
    expect(movingIn({ first: list('x'), second: list('y') }, ['list'], moment)).toEqual([
      '/list/*/key',
    ])
    expect(movingIn({ first: [1], second: [1, 2] }, ['list'], moment)).toEqual(['/list'])
  })
})

describe('a call that moves', () => {
  it.each([
    [['upload /in/17-a.bin', 'upload /in/18-b.bin'], 'upload /in/*.bin'],
    [['GET /orders/5', 'GET /orders/5'], 'GET /orders/5'],
    [[`upload /in/${moment.cid}.bin`], 'upload /in/*.bin'],
  ])('%j has a sign in the place of it', (calls, expected) => {
    expect(steady(calls, moment)).toBe(expected)
  })
})
