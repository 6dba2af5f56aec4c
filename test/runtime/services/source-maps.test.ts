import { beforeAll, describe, expect, it } from 'vitest'
import {
  addMap,
  keepMap,
  mapStack,
  originalOf,
  placeIn,
} from '../../../runtime/services/source-maps.ts'

// Each line of what runs is two lines below in the file as it was written, at the same column.
const map = JSON.stringify({
  version: 3,
  sources: ['project:services/it.ts'],
  names: [],
  mappings: 'AAEA,IAAI;AACA',
})
const folder = '/home/me/my hub (new)'
const script = `${folder}/services/it.ts?v=900001`

beforeAll(() => addMap(script, 'services/it.ts', map))

describe('a stack', () => {
  it.each([
    [`    at It.handle (${script}:1:5)`, '    at It.handle (services/it.ts:3:5)'],
    [`    at async It.handle (${script}:1:5)`, '    at async It.handle (services/it.ts:3:5)'],
    [`    at new It (${script}:2:1)`, '    at new It (services/it.ts:4:5)'],
    [`    at ${script}:1:1`, '    at services/it.ts:3:1'],
    [`    at async ${script}:1:1`, '    at async services/it.ts:3:1'],
    [`    at a.b [as c] (${script}:1:1)`, '    at a.b [as c] (services/it.ts:3:1)'],
  ])('shows %s as it was written', (line, written) => {
    expect(mapStack(`Error: no\n${line}`)).toBe(`Error: no\n${written}`)
  })

  it.each([
    ['    at Object.<anonymous> (/home/me/other.js:1:5)'],
    ['    at async Promise.all (index 0)'],
    [`    at It.handle (${folder}/services/it.ts?v=900002:1:5)`],
    [`Error: see ${script}:1:1`],
  ])('keeps %s', (line) => {
    expect(mapStack(`Error: no\n${line}`)).toBe(`Error: no\n${line}`)
    expect(placeIn(`Error: no\n${line}`)).toBeUndefined()
  })

  it('names the innermost place of a service', () => {
    const stack = [
      'Error: no',
      '    at JSON.parse (<anonymous>)',
      `    at It.handle (${script}:1:5)`,
      `    at ${script}:2:1`,
    ].join('\n')
    expect(placeIn(stack)).toEqual({ path: 'services/it.ts', line: 3, column: 5 })
  })
})

describe('the maps', () => {
  it('are kept for the last versions that ran, and for none before', () => {
    const version = (n: number) => `/hub/services/many.ts?v=${n}`
    for (let n = 1; n <= 40; n++) {
      addMap(version(n), 'services/many.ts', map)
      keepMap(version(n))
    }
    const isKnown = (n: number) => originalOf(version(n), 1, 1) !== undefined
    expect([isKnown(1), isKnown(24), isKnown(25), isKnown(40)]).toEqual([false, false, true, true])
  })

  it('of what did not come to run are replaced by the next', () => {
    addMap('/hub/services/try.ts?v=1', 'services/try.ts', map)
    addMap('/hub/services/try.ts?v=2', 'services/try.ts', map)
    expect(originalOf('/hub/services/try.ts?v=1', 1, 1)).toBeUndefined()
    expect(originalOf('/hub/services/try.ts?v=2', 1, 1)).toBeDefined()
  })
})

describe('the maps of a file', () => {
  it('outlive as many loads of the same script as there are', () => {
    for (let load = 0; load < 40; load++) {
      addMap(script, 'services/it.ts', map)
      keepMap(script)
    }
    addMap(`${folder}/services/it.ts?v=900003`, 'services/it.ts', map)
    expect(originalOf(script, 1, 5)).toMatchObject({ line: 3 })
  })
})
