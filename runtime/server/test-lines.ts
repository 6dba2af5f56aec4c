/** The results of saved tests as lines for people: what differs, after which node, and in which file the test stands. Pure. */
import { relative } from 'node:path'
import type { Place } from '../model/place.ts'
import { placeText } from '../model/place.ts'
import type { Project } from '../model/project.ts'
import type { Coverage, Difference, TestResult } from '../model/proving.ts'
import { pathOf } from '../model/text.ts'

export interface Around {
  project: Project
  folder: string
}

const signs = { passed: '✓', failed: '✗', error: '!', skipped: '-' } as const

/** More of one test tells nobody anything. */
const mostDifferences = 20
const mostLines = 12

export function resultLines(result: TestResult, around: Around): string[] {
  const { test, outcome, took, differences, failure } = result
  const title = `${signs[outcome]} ${test}`
  if (outcome === 'passed') return [`${title} (${timeText(took)})`]
  if (outcome === 'skipped') return [`${title} (off)`]
  const lines = [`${title}`, `    ${fileOf(test, around)}`]
  if (outcome === 'error') return [...lines, ...(failure ? indented(failure.message) : [])]
  for (const difference of differences.slice(0, mostDifferences)) {
    lines.push(...differenceLines(difference, around.project))
  }
  const more = differences.length - mostDifferences
  if (more > 0) lines.push(`    and ${more} more`)
  if (failure) lines.push(...indented(`it failed with ${failure.code}: ${failure.message}`))
  return lines
}

export function fileOf(test: string, { project, folder }: Around): string {
  return relative(process.cwd(), `${folder}/${pathOf(project, 'tests', test)}`)
}

/** The words, the node, and both values where they are longer than the words have room for. */
export function differenceLines(difference: Difference, project: Project): string[] {
  const { words, at, expected, actual } = difference
  const where = at ? `, after ${nodeText(at, project)}` : ''
  const isLong = [expected, actual].some((value) => typeof value === 'object' && value !== null)
  if (!isLong) return indented(`${words}${where}`)
  return [
    ...indented(`${words}${where}`),
    ...jsonLines(expected).map((line) => `      - ${line}`),
    ...jsonLines(actual).map((line) => `      + ${line}`),
  ]
}

/** `"Total" of the flow "Orders"` */
export function nodeText(at: Place, project: Project): string {
  const node = at.node === undefined ? undefined : project.flows[at.name]?.nodes[at.node]
  if (!node || at.collection !== 'flows') return placeText(at)
  const name = node.label ?? (node.kind === 'block' ? node.type : node.ref)
  return `"${name}" of the flow "${at.name}"`
}

export function summaryLine(results: readonly TestResult[], took: number): string {
  const counts = (['passed', 'failed', 'error', 'skipped'] as const).flatMap((outcome) => {
    const count = results.filter((result) => result.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${words[outcome]}`]
  })
  const tests = results.length === 1 ? 'test' : 'tests'
  return `${results.length} ${tests}: ${counts.join(', ')}. ${timeText(took)}`
}

const words = {
  passed: 'passed',
  failed: 'failed',
  error: 'could not be run',
  skipped: 'off',
} as const

/** How much of the flows the tests went through, and by name what they did not. */
export function coverageLines(coverage: Coverage, { flows }: Project): string[] {
  const nodes = new Set(coverage.nodes.map(({ flow, node }) => JSON.stringify([flow, node])))
  const links = new Set(coverage.links.map(({ flow, link }) => JSON.stringify([flow, link])))
  return Object.values(flows).flatMap((flow) => {
    const of = (all: readonly string[], seen: ReadonlySet<string>) =>
      all.filter((id) => !seen.has(JSON.stringify([flow.name, id])))
    const [nodeIds, linkIds] = [Object.keys(flow.nodes), Object.keys(flow.links)]
    const [unseen, unused] = [of(nodeIds, nodes), of(linkIds, links)]
    const share = `${nodeIds.length - unseen.length} of ${nodeIds.length} nodes, ${linkIds.length - unused.length} of ${linkIds.length} links`
    const names = unseen.map((id) => {
      const node = flow.nodes[id]
      return node?.label ?? (node?.kind === 'block' ? node.type : (node?.ref ?? id))
    })
    const missing = names.length === 0 ? '' : `; never reached: ${names.join(', ')}`
    return [`coverage of ${flow.name}: ${share}${missing}`]
  })
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`)
}

function jsonLines(value: unknown): string[] {
  if (value === undefined) return ['nothing']
  const lines = JSON.stringify(value, null, 2).split('\n')
  return lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines
}

function timeText(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`
}
