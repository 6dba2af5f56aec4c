/** What is known of the tests, counted and put in order. Pure. */
import type { Project } from '../../runtime/model/project.ts'
import type { Coverage } from '../../runtime/model/proving.ts'
import type { SavedTest } from '../../runtime/model/saved-test.ts'
import type { Tone } from '../messages/status.tsx'
import type { KnownResult } from './store.ts'

type Results = Readonly<Record<string, KnownResult>>

export interface Counts {
  all: number
  passed: number
  failed: number
  /** Never run, or skipped. */
  unknown: number
  /** Ran on another version of the project. */
  stale: number
}

export function counted(
  tests: Readonly<Record<string, SavedTest>>,
  results: Results,
  revision?: number,
): Counts {
  const counts = { all: 0, passed: 0, failed: 0, unknown: 0, stale: 0 }
  for (const name of Object.keys(tests)) {
    counts.all++
    const known = results[name]
    const outcome = known?.result.outcome
    if (outcome === 'passed') counts.passed++
    else if (outcome === 'failed' || outcome === 'error') counts.failed++
    else counts.unknown++
    if (known && revision !== undefined && known.revision !== revision) counts.stale++
  }
  return counts
}

export interface Outcome {
  text: string
  tone: Tone
  title: string
}

/** By words and colour, never by colour alone. */
export function outcomeOf(
  test: SavedTest,
  known: KnownResult | undefined,
  revision: number,
): Outcome {
  if (!test.isActive) return { text: 'off', tone: 'quiet', title: 'It is off and is not run.' }
  if (!known) return { text: 'not run', tone: 'quiet', title: 'It was not run yet.' }
  const stale = known.revision === revision ? '' : ' The project has changed since.'
  const { outcome } = known.result
  const text = outcome === 'error' ? 'not possible' : outcome
  const tone = outcome === 'passed' ? 'ok' : outcome === 'skipped' ? 'quiet' : 'err'
  return { text: stale ? `${text}?` : text, tone, title: `It ${said[outcome]}.${stale}` }
}

const said = {
  passed: 'passed',
  failed: 'failed',
  error: 'could not be run',
  skipped: 'was skipped',
} as const

export interface Group {
  channel: string
  tests: readonly SavedTest[]
}

/** By channel, those of channels that are gone as well. */
export function grouped(tests: readonly SavedTest[], search: string): readonly Group[] {
  const word = search.trim().toLowerCase()
  const groups = new Map<string, SavedTest[]>()
  for (const test of tests) {
    const { name, channel } = test
    if (!`${name} ${channel}`.toLowerCase().includes(word)) continue
    const group = groups.get(channel) ?? []
    group.push(test)
    groups.set(channel, group)
  }
  return [...groups]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([channel, members]) => ({ channel, tests: members }))
}

/** How many of the nodes and links of all flows tests went through. Notes and what is off do not count. */
export function coveredWords(project: Project, coverage: Coverage): string {
  let nodes = 0
  let links = 0
  for (const flow of Object.values(project.flows)) {
    nodes += Object.values(flow.nodes).filter(({ disabled }) => !disabled).length
    links += Object.keys(flow.links).length
  }
  const there = coverage.nodes.filter(
    ({ flow, node }) =>
      project.flows[flow]?.nodes[node] && !project.flows[flow]?.nodes[node]?.disabled,
  ).length
  const crossed = coverage.links.filter(({ flow, link }) => project.flows[flow]?.links[link]).length
  return `${there} of ${nodes} nodes, ${crossed} of ${links} links`
}
