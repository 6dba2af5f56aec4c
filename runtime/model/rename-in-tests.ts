/** Saved tests name their channel and the connections that are answered or called; they follow when these are renamed. */
import { type Edit, edit } from './change.ts'
import type { Project } from './project.ts'
import type { SavedTest } from './saved-test.ts'

export function renameInTests(
  project: Project,
  collection: 'channels' | 'connections',
  from: string,
  to: string,
): Edit[] {
  return Object.entries(project.tests).flatMap(([name, test]) => {
    const next =
      collection === 'channels' ? withChannel(test, from, to) : withConnection(test, from, to)
    return next === test ? [] : [edit(project, 'tests', name, next)]
  })
}

function withChannel(test: SavedTest, from: string, to: string): SavedTest {
  return test.channel === from ? { ...test, channel: to } : test
}

function withConnection(test: SavedTest, from: string, to: string): SavedTest {
  const { answers, expect } = test
  const { deliveries = [] } = expect
  if (![...answers, ...deliveries].some(({ connection }) => connection === from)) return test
  const renamed = <T extends { connection: string }>(one: T): T =>
    one.connection === from ? { ...one, connection: to } : one
  return {
    ...test,
    answers: answers.map(renamed),
    expect: { ...expect, ...(expect.deliveries ? { deliveries: deliveries.map(renamed) } : {}) },
  }
}
