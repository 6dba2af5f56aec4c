/** Why a test cannot be run at all: its channel, a flow of it or a service on its way cannot work. Pure, but for reading services. */
import { Failure } from '../model/failure.ts'
import type { Flow } from '../model/flow.ts'
import { didYouMean } from '../model/nearest.ts'
import { placeText } from '../model/place.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import type { SavedTest } from '../model/saved-test.ts'
import { scan } from '../model/scan.ts'

/** @param problems What was found when the project was made ready; undefined: nothing is in the way. */
export function whyNotReady(
  project: Project,
  { channel }: SavedTest,
  problems: readonly Problem[],
): Failure | undefined {
  const at = { collection: 'channels', name: channel } as const
  if (!Object.hasOwn(project.channels, channel)) {
    const fix = didYouMean(channel, Object.keys(project.channels), 'Choose another in the test.')
    return new Failure('CHANNEL_NOT_FOUND', `There is no channel "${channel}". ${fix}`, { at })
  }
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return undefined
  const flows = Object.values(project.flows).filter((flow) => startsOf(flow, channel).length > 0)
  // First what is the cause: a flow whose service does not compile is broken by that.
  const broken = errors.filter(({ at: { collection } }) => collection === 'services')
  const names = broken.length === 0 ? [] : flows.flatMap((flow) => servicesFrom(flow, channel))
  const paths = filesOf(project, names)
  const used = broken.find(({ at }) => paths.has(at.name))
  if (used) return toFailure('SERVICE_NOT_COMPILED', used)
  const own = errors.find(
    ({ at: { collection, name, node }, code }) =>
      (collection === 'channels' && name === channel && code !== 'REFERENCE_MISSING') ||
      (collection === 'flows' &&
        flows.some((flow) => flow.name === name && isInTheWay(flow, node, channel))),
  )
  return own && toFailure('DEPLOY_REFUSED', own)
}

function toFailure(code: 'DEPLOY_REFUSED' | 'SERVICE_NOT_COMPILED', problem: Problem): Failure {
  const { at, message, fix } = problem
  const more = fix ? ` ${fix}` : ''
  return new Failure(code, `It cannot be run: ${placeText(at)}: ${message}${more}`, { at })
}

function startsOf(flow: Flow, channel: string): string[] {
  return Object.entries(flow.nodes).flatMap(([id, node]) =>
    node.kind === 'channel' && node.ref === channel ? [id] : [],
  )
}

/** A broken flow does not run at all; one whose service is missing does, up to there. */
function isInTheWay(flow: Flow, node: string | undefined, channel: string): boolean {
  if (node === undefined || flow.nodes[node]?.kind !== 'service') return true
  return wayOf(flow, channel).has(node)
}

/** The nodes that the channel's messages can come to. */
function wayOf(flow: Flow, channel: string): ReadonlySet<string> {
  const seen = new Set(startsOf(flow, channel))
  for (const id of seen) {
    for (const { from, to } of Object.values(flow.links)) {
      if (from.node === id) seen.add(to.node)
    }
  }
  return seen
}

function servicesFrom(flow: Flow, channel: string): string[] {
  return [...wayOf(flow, channel)].flatMap((id) => {
    const node = flow.nodes[id]
    return node?.kind === 'service' ? [node.ref] : []
  })
}

/** The files of services, and of those that they invoke. */
function filesOf(project: Project, names: readonly string[]): Set<string> {
  if (names.length === 0) return new Set()
  const known = Object.values(project.services).flatMap((file) => scan(file).services)
  const wanted = new Set(names)
  const paths = new Set<string>()
  for (const name of wanted) {
    for (const { path, uses } of known.filter((one) => one.name === name)) {
      paths.add(path)
      for (const use of uses) if (use.kind === 'service') wanted.add(use.name)
    }
  }
  return paths
}
