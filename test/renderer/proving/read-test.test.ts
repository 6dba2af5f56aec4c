// The text of a test: read, or told what is wrong with it and where.
import { describe, expect, it } from 'vitest'
import { readTest } from '../../../renderer/proving/read-test.ts'

describe('the text of a test', () => {
  it('is a test', () => {
    const read = readTest('{ "name": "one", "channel": "A", "expect": { "status": 200 } }')
    expect(read.trouble).toBeUndefined()
    expect(read.test).toMatchObject({ name: 'one', isActive: true, masks: [] })
  })

  it.each([
    ['{ "name": ', 1, /not JSON/],
    ['{\n "name": "one",\n "channel": "A",\n "expect": { "status": "ok" } }', 4, /^expect\.status/],
    ['{\n "name": "one",\n "chanel": "A" }', 1, /^channel/],
    ['{\n "name": "one",\n "channel": "A",\n "expect": {},\n "maks": [] }', 5, /^maks/],
    ['{\n "name": " ",\n "channel": "A",\n "expect": {} }', 2, /cannot be used/],
    [
      '{ "name": "a", "channel": "A", "expect": {},\n "body": { "json": 1, "text": "1" } }',
      2,
      /more than one/,
    ],
  ])('%s is wrong in line %i', (text, line, words) => {
    const { test, trouble } = readTest(text)
    expect(test).toBeUndefined()
    expect(trouble?.message).toMatch(words)
    expect(trouble?.line).toBe(line)
  })
})
