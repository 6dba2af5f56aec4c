// What is known of the tests: counted, grouped, called stale when the project has changed.
import { describe, expect, it } from 'vitest'
import { counted, coveredWords, grouped, outcomeOf } from '../../../renderer/proving/counts.ts'
import type { KnownResult } from '../../../renderer/proving/store.ts'
import type { TestResult } from '../../../runtime/model/proving.ts'
import { savedTestSchema } from '../../../runtime/model/saved-test.ts'
import { projectOf } from '../../support/project.ts'

const testOf = (name: string, channel: string, isActive = true) =>
  savedTestSchema.parse({ name, channel, isActive, expect: {} })

function knownOf(test: string, outcome: TestResult['outcome'], revision: number): KnownResult {
  const coverage = { nodes: [], links: [] }
  const result: TestResult = { test, channel: 'A', outcome, took: 1, differences: [], coverage }
  return { result, at: 0, revision }
}

describe('the tests', () => {
  it('are counted by outcome; a run on another version is stale', () => {
    const tests = Object.fromEntries(
      ['one', 'two', 'three', 'four'].map((name) => [name, testOf(name, 'A')]),
    )
    const results = {
      one: knownOf('one', 'passed', 7),
      two: knownOf('two', 'error', 7),
      three: knownOf('three', 'passed', 6),
      gone: knownOf('gone', 'failed', 7),
    }
    expect(counted(tests, results, 7)).toEqual({
      all: 4,
      passed: 2,
      failed: 1,
      unknown: 1,
      stale: 1,
    })
  })

  it('say by words how they went', () => {
    const test = testOf('one', 'A')
    expect(outcomeOf(test, undefined, 1).text).toBe('not run')
    expect(outcomeOf(test, knownOf('one', 'passed', 1), 1)).toMatchObject({
      text: 'passed',
      tone: 'ok',
    })
    expect(outcomeOf(test, knownOf('one', 'error', 1), 1).text).toBe('not possible')
    const stale = outcomeOf(test, knownOf('one', 'passed', 1), 2)
    expect(stale.text).toBe('passed?')
    expect(stale.title).toMatch(/changed since/)
    expect(outcomeOf(testOf('one', 'A', false), undefined, 1).text).toBe('off')
  })

  it('stand by channel, and are found by their name or its', () => {
    const tests = [testOf('b', 'Zoo'), testOf('a', 'Bills'), testOf('c', 'Zoo')]
    const names = (search: string) =>
      grouped(tests, search).map(({ channel, tests: all }) => [
        channel,
        all.map(({ name }) => name),
      ])
    expect(names('')).toEqual([
      ['Bills', ['a']],
      ['Zoo', ['b', 'c']],
    ])
    expect(names('zoo')).toEqual([['Zoo', ['b', 'c']]])
    expect(names('C')).toEqual([['Zoo', ['c']]])
  })

  it('cover nodes and links that are there', () => {
    const project = projectOf({
      links: [
        ['A', 'one'],
        ['B', 'two'],
      ],
    })
    const coverage = {
      nodes: [
        { flow: 'main', node: 'c0', count: 1 },
        { flow: 'main', node: 'gone', count: 1 },
      ],
      links: [{ flow: 'main', link: 'l1', count: 2 }],
    }
    expect(coveredWords(project, coverage)).toBe('1 of 4 nodes, 1 of 2 links')
  })
})
