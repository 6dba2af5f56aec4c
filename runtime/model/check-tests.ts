/** Saved tests: do they name what is there, can their matchers be read, do their masks point at something? */
import { failures } from './failure.ts'
import { matcherOf } from './matchers.ts'
import { didYouMean } from './nearest.ts'
import type { Place } from './place.ts'
import { pathOf, pointerOf, pointsInto } from './pointer.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { Project } from './project.ts'
import type { SavedTest } from './saved-test.ts'

export function checkTests(project: Project): Problem[] {
  return Object.values(project.tests).flatMap((test) => [
    ...referenceProblems(project, test),
    ...remembered(test),
  ])
}

function referenceProblems({ channels, connections }: Project, test: SavedTest): Problem[] {
  const { channel, answers, expect } = test
  const found: Problem[] = []
  if (!Object.hasOwn(channels, channel)) {
    const fix = didYouMean(channel, Object.keys(channels), 'Choose another, or delete the test.')
    found.push(missing(test, 'channel', `There is no channel "${channel}".`, fix))
  }
  const named = [
    ...answers.map(({ connection }, index) => ({ connection, field: `answers.${index}` })),
    ...(expect.deliveries ?? []).map(({ connection }, index) => ({
      connection,
      field: `expect.deliveries.${index}`,
    })),
  ]
  for (const { connection, field } of named) {
    if (Object.hasOwn(connections, connection)) continue
    const fix = didYouMean(connection, Object.keys(connections), 'Choose another connection.')
    const words = `There is no connection "${connection}".`
    found.push(missing(test, `${field}.connection`, words, fix))
  }
  return found
}

function missing({ name }: SavedTest, field: string, words: string, fix: string): Problem {
  return problem('REFERENCE_MISSING', { collection: 'tests', name, field }, words, fix)
}

const cache = new WeakMap<SavedTest, Problem[]>()

/** What is wrong with a test by itself stays so for as long as it is the same. */
function remembered(test: SavedTest): Problem[] {
  const known = cache.get(test) ?? ownProblems(test)
  cache.set(test, known)
  return known
}

function ownProblems(test: SavedTest): Problem[] {
  const { name, expect, masks, answers } = test
  const at = (field: string): Place => ({ collection: 'tests', name, field })
  const bodies = [
    { path: ['body'], json: expect.body?.json },
    ...(expect.deliveries ?? []).map(({ body }, index) => ({
      path: ['deliveries', String(index), 'body'],
      json: body?.json,
    })),
  ]
  const matchers = bodies.flatMap(({ path, json }) =>
    matcherTroubles(json, [...path, 'json']).map(({ pointer, words }) =>
      problem(
        'TEST_MATCHER_WRONG',
        at(`expect${pointer.replaceAll('/', '.')}`),
        `The matcher at ${pointer} cannot be read: ${words}.`,
        'Correct it, or write the value itself.',
      ),
    ),
  )
  const loose = masks
    .filter((mask) => !pointsInto(expect, pathOf(mask)))
    .map((mask) =>
      problem(
        'TEST_MASK_LOOSE',
        at('masks'),
        `The mask ${mask} points at nothing that is expected.`,
        'Remove it, or correct its path.',
      ),
    )
  const codes = answers.flatMap(({ failure }, index) =>
    failure === undefined || Object.hasOwn(failures, failure.code)
      ? []
      : [
          problem(
            'FIELD_WRONG',
            at(`answers.${index}.failure.code`),
            `There is no failure "${failure.code}".`,
            didYouMean(failure.code, Object.keys(failures), 'For one: OUTGOING_UNREACHABLE.'),
          ),
        ],
  )
  return [...matchers, ...codes, ...loose]
}

function matcherTroubles(
  value: unknown,
  path: readonly string[],
): { pointer: string; words: string }[] {
  if (typeof value !== 'object' || value === null) return []
  try {
    if (matcherOf(value)) return []
  } catch (error) {
    return [{ pointer: pointerOf(path), words: (error as Error).message }]
  }
  return Object.entries(value).flatMap(([key, inner]) => matcherTroubles(inner, [...path, key]))
}
