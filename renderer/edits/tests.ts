/** Saved tests: made, changed, renamed, and mended by what came out. A test stands on no flow. Pure. */
import { type Change, type Edit, edit } from '../../runtime/model/change.ts'
import { freeName, nameTrouble } from '../../runtime/model/name.ts'
import type { Project } from '../../runtime/model/project.ts'
import type { Delivery, Expectation, SavedTest } from '../../runtime/model/saved-test.ts'

export function testsOf(project: Project): readonly SavedTest[] {
  return Object.values(project.tests).sort((one, other) => one.name.localeCompare(other.name))
}

export function freeTestName(project: Project, base: string): string {
  return freeName(base, (name) => Object.hasOwn(project.tests, name))
}

/** A new test of a channel, which expects nothing but that all goes well. */
export function newTest(project: Project, channel: string): SavedTest {
  return {
    name: freeTestName(project, `${channel} works`),
    isActive: true,
    channel,
    values: {},
    answers: [],
    expect: { outcome: 'done' },
    masks: [],
  }
}

/** Writes it under its name, new or not. */
export function putTest(project: Project, test: SavedTest, what?: string): Change {
  const isNew = !Object.hasOwn(project.tests, test.name)
  const label = isNew ? `Made the test ${test.name}` : `Changed ${what ?? 'the test'} ${test.name}`
  return { label, edits: [edit(project, 'tests', test.name, test) as Edit] }
}

export function removeTest(project: Project, name: string): Change {
  if (!Object.hasOwn(project.tests, name)) return nothing
  return {
    label: `Deleted the test ${name}`,
    edits: [edit(project, 'tests', name, undefined) as Edit],
  }
}

/** Why it cannot be called so, as a sentence; undefined: it can. */
export function testNameTrouble(project: Project, from: string | undefined, to: string) {
  const trouble = nameTrouble(to)
  if (trouble !== undefined) return `The name cannot be used: ${trouble}.`
  if (to !== from && Object.hasOwn(project.tests, to)) return `There is a test "${to}" already.`
  return undefined
}

/** The old name goes and the test, as it shall be, comes under its own. */
export function moveTest(project: Project, from: string, test: SavedTest): Change {
  if (from === test.name) return putTest(project, test)
  return {
    label: `Renamed the test ${from} to ${test.name}`,
    edits: [
      edit(project, 'tests', from, undefined) as Edit,
      edit(project, 'tests', test.name, test) as Edit,
    ],
  }
}

const alwaysKept = ['outcome', 'status', 'code', 'settled'] as const

/**
 * The test with what came out as what is expected. What it did not look at it does not look at now either; how a body is
 * compared, and what is masked, stays.
 */
export function accepted(test: SavedTest, actual: Expectation): SavedTest {
  const expect: Record<string, unknown> = {}
  for (const key of alwaysKept) if (actual[key] !== undefined) expect[key] = actual[key]
  const { headers, body, deliveries } = test.expect
  if (headers) {
    const now = Object.keys(headers).flatMap((name) =>
      actual.headers?.[name] === undefined ? [] : [[name, actual.headers[name]] as const],
    )
    if (now.length > 0) expect.headers = Object.fromEntries(now)
  }
  if (body && actual.body) expect.body = { ...actual.body, how: body.how }
  if (deliveries && actual.deliveries) {
    expect.deliveries = actual.deliveries.map((made, index) => delivery(made, deliveries[index]))
  }
  return { ...test, expect: expect as Expectation }
}

/** Of headers only those that were looked at: among the others are some that every call has anew. */
function delivery(made: Delivery, before: Delivery | undefined): Delivery {
  const { headers, body, ...call } = made
  const names = Object.keys(before?.headers ?? {})
  const kept = Object.entries(headers ?? {}).filter(([name]) => names.includes(name))
  return {
    ...call,
    ...(kept.length > 0 ? { headers: Object.fromEntries(kept) } : {}),
    ...(body ? { body: { ...body, how: before?.body?.how ?? body.how } } : {}),
  }
}

/** What stands at the pointer is no longer compared. */
export function masked(test: SavedTest, pointer: string): SavedTest {
  if (test.masks.includes(pointer)) return test
  return { ...test, masks: [...test.masks, pointer].sort() }
}

const nothing: Change = { label: 'Changed nothing', edits: [] }
