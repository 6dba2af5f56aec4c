/**
 * Open the new, swap, drain and close the old. What cannot go live is a problem in the report, and what ran before it
 * goes on; nothing that did not change is touched, and no message in flight notices.
 */
import { Channels } from './channels.ts'
import type { Engine } from './connectors/connector.ts'
import { standingTypes } from './connectors/definitions.ts'
import { loadConnectors } from './connectors/kinds.ts'
import { effective } from './effective.ts'
import { actOf, needsExpressions, type Reach } from './flow/acts.ts'
import { loadJsonata } from './flow/expression.ts'
import { Live } from './flow/live.ts'
import { type PlanNode, type Plans, planAll } from './flow/plan.ts'
import { gateSurroundingsOf } from './gate-surroundings.ts'
import { invokeService } from './invoke.ts'
import { given } from './left-behind.ts'
import { listeningOf } from './listening.ts'
import type { DeployReport, DeployRequest } from './model/control.ts'
import type { Problem } from './model/problem.ts'
import type { Project } from './model/project.ts'
import { nextOutgoings, nextVaults, type Outgoings } from './outgoings.ts'
import { reachOf } from './reach.ts'
import { reuse } from './reuse.ts'
import type { Deployed, Runtime } from './runtime.ts'
import { derivedFrom, guardOf, nextSecurities, secretHeadersOf, signerOf } from './securities.ts'
import { prepare, type ServiceTable } from './services/table.ts'

// How long connections that nobody uses any more may take to say goodbye.
const goodbye = 10_000

export async function deployInto(
  runtime: Runtime,
  { project: asked, revision }: DeployRequest,
): Promise<DeployReport> {
  const began = performance.now()
  const before = runtime.deployed
  const wanted = reuse(asked, before?.wanted)
  const { project, problems } = await effective(wanted, before?.project)
  const objects = [...Object.values(project.channels), ...Object.values(project.connections)]
  for (const type of new Set([...standingTypes, ...objects.map(({ type }) => type)])) {
    await given(type, () => loadConnectors([type]))
  }
  const early = {
    ...runtime.surroundingsOf(project),
    conceal: (texts: readonly string[]) => runtime.inspector.redactor.conceal(texts),
    onCondition: () => undefined,
  }
  // Those that hold secrets of the others are there before them.
  const vaults = nextVaults(project, runtime.secrets, before?.outgoings ?? new Map(), early)
  const { rehearsal } = runtime.options
  const secrets = rehearsal
    ? runtime.secrets
    : await runtime.vaultSecrets.of(project, vaults, runtime.secrets)
  const { securities, touched: securityTouched } = await nextSecurities(
    // Nobody calls a rehearsal, and nobody is called by it.
    rehearsal ? { ...project, security: {} } : project,
    secrets,
    before?.securities ?? new Map(),
    gateSurroundingsOf(runtime),
  )
  const surroundings = {
    ...early,
    signer: (name: string) => (rehearsal ? {} : signerOf(securities, name)),
  }
  const prepared = await prepare(before?.services, project.services, {
    folder: runtime.options.folder,
    compiled: runtime.compiled,
  })
  // Before the first message that may hold them.
  const { redactor } = runtime.inspector
  redactor.setElements([...prepared.table.secretElements(), ...secretHeadersOf(securities)])
  redactor.setSecrets([...secrets.values(), ...derivedFrom(securities)])
  redactor.setHeaders(secretHeadersOf(securities))
  const { outgoings, touched } = nextOutgoings(
    project,
    secrets,
    before?.outgoings ?? new Map(),
    surroundings,
    vaults,
  )
  const reach = reachOf({ runtime, project, services: prepared.table, outgoings })
  const live = await liveOf(runtime, project, revision, reach)

  const next: Deployed = {
    revision,
    wanted,
    project,
    live,
    services: prepared.table,
    secrets,
    securities,
    outgoings,
    reach,
  }
  runtime.deployed = next
  const channelsTouched = await applyChannels(runtime, next)
  if (before) before.live.retire(() => closeUnused(runtime, before.outgoings))

  return {
    revision,
    touched: [
      ...prepared.touched,
      ...securityTouched,
      ...touched,
      ...channelsTouched,
      ...flowsTouched(before?.project, project),
    ],
    problems: [
      ...merge(problems, prepared.problems),
      ...missingServices(live.plans.nodes, prepared.table),
    ],
    took: performance.now() - began,
    at: Date.now(),
  }
}

async function liveOf(
  runtime: Runtime,
  project: Project,
  revision: number,
  reach: Reach,
): Promise<Live> {
  const plans = planAll(project)
  if (needsExpressions(plans.nodes, reach)) await loadJsonata()
  const { counters } = runtime
  return new Live({
    revision,
    plans,
    acts: plans.nodes.map((node) => actOf(node, reach)),
    nodeFigures: plans.nodes.map((node) => counters.of(node.at)),
    linkCounts: plans.links.map((link) => counters.ofLink(link.flow, link.id)),
    figureOf: (at) => counters.of(at),
  })
}

async function applyChannels(
  runtime: Runtime,
  { project, live, secrets }: Deployed,
): Promise<string[]> {
  const http = await listeningOf(project.settings.http, runtime)
  runtime.channels ??= new Channels({
    ...runtime.surroundingsOf(project),
    deliver: runtime.deliver,
    refused: runtime.refused,
    guard: (names) => guardOf(runtime.deployed?.securities ?? new Map(), names),
    http,
    engine: engineOf(runtime),
    isQuiet: runtime.options.isQuiet ?? false,
    onCondition: (name, condition) => runtime.channels?.conditions.set(name, condition),
  })
  await runtime.channels.listen(http, AbortSignal.timeout(goodbye))
  return runtime.channels.apply(project, secrets, linkedOf(live.plans))
}

function engineOf(runtime: Runtime): Engine {
  return {
    invoke: (service, message, origin) => invokeService(runtime, service, message, origin),
    hasService: (name) => runtime.deployed?.services.get(name) !== undefined,
    linkedTo: (channel) => {
      const { starts = [] } = runtime.deployed?.live.plans.byChannel.get(channel) ?? {}
      const links = starts.flatMap(({ next }) => [...next.values()].flat())
      return links.flatMap(({ to }) => (to ? [to.name] : []))
    },
    again: () => runtime.again(),
  }
}

/** What a channel's kind changed while the project runs goes live; nothing else is looked at. */
export async function applyAgain(runtime: Runtime): Promise<void> {
  const { deployed, channels } = runtime
  if (!deployed || !channels) return
  await channels.apply(deployed.project, deployed.secrets, linkedOf(deployed.live.plans))
}

/** The channels whose messages go somewhere. */
function linkedOf({ byChannel }: Plans): Set<string> {
  const linked = new Set<string>()
  for (const { channel, starts } of byChannel.values())
    if (starts.some(({ next }) => next.size > 0)) linked.add(channel)
  return linked
}

function closeUnused(runtime: Runtime, old: Outgoings): void {
  const current = new Set(
    [...(runtime.deployed?.outgoings.values() ?? [])].map((entry) => entry.outgoing),
  )
  for (const { outgoing, object } of old.values()) {
    if (!outgoing || current.has(outgoing)) continue
    outgoing.close(AbortSignal.timeout(goodbye)).catch((error: unknown) => {
      runtime.log.logger.warn(
        { err: error },
        `The old connection "${object.name}" did not close cleanly.`,
      )
    })
  }
}

function flowsTouched(before: Project | undefined, project: Project): string[] {
  const names = new Set([...Object.keys(before?.flows ?? {}), ...Object.keys(project.flows)])
  return [...names]
    .filter((name) => before?.flows[name] !== project.flows[name])
    .map((name) => `flows/${name}`)
}

/** The check that goes before a deploy does not read services; what the table has is known only now. */
function missingServices(nodes: readonly PlanNode[], services: ServiceTable): Problem[] {
  return nodes
    .filter(({ kind, ref }) => kind === 'service' && !services.get(ref))
    .map(({ ref, at }) => ({
      code: 'REFERENCE_MISSING',
      severity: 'error',
      message: `There is no service "${ref}".`,
      at,
      fix: 'Messages that reach this node fail until there is one.',
    }))
}

/** Both checks may find the same fault in a service; it is told once. */
function merge(checked: readonly Problem[], compiled: readonly Problem[]): Problem[] {
  const failed = new Set(compiled.map(({ at }) => at.name))
  const others = checked.filter(
    ({ at, severity }) =>
      at.collection !== 'services' || severity !== 'error' || !failed.has(at.name),
  )
  return [...compiled, ...others]
}
