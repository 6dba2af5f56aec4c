/** What a runtime counts, as Prometheus knows it. Read when somebody asks; nothing is counted for it. */
import type { Figure } from '../message/figure.ts'
import type { Place } from '../model/place.ts'
import type { Runtime } from '../runtime.ts'
import { version } from '../version.ts'

export interface Sample {
  value: number
  labels: Record<string, string | number>
  /** Of a histogram: `NAME_bucket`, `NAME_sum`, `NAME_count`. */
  metricName?: string
}

/** One metric with all its samples, as prom-client tells and sums them. */
export interface Series {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  values: Sample[]
  /** How those of several workers become one. */
  aggregator: 'sum' | 'min' | 'max' | 'average' | 'first' | 'omit'
}

// Where a figure's buckets have a border that is a whole power of two microseconds: 0.26 ms to 8.4 s.
const octaves = [8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
const borders = octaves.map((octave) => (2 ** octave - 1) / 1e6)

export function seriesOf(runtime: Runtime): Series[] {
  const exchanges = counter('patchbay_exchanges_total', 'Exchanges that are over, by outcome.')
  const took = histogram('patchbay_exchange_duration_seconds', 'From taken to settled.')
  const open = gauge('patchbay_exchanges_open', 'Exchanges under way.')
  const nodeRuns = counter('patchbay_node_runs_total', 'Messages that passed a node, by outcome.')
  const nodeTook = histogram('patchbay_node_duration_seconds', 'What a node took for a message.')
  for (const { at, figure } of runtime.counters.all()) {
    if (at.collection === 'channels') {
      const labels = { channel: at.name }
      addOutcomes(exchanges, figure, labels)
      addBuckets(took, figure, labels)
      open.values.push({ value: figure.open, labels })
    } else if (at.node !== undefined && figure.total > 0) {
      const labels = { flow: at.name, node: at.node }
      addOutcomes(nodeRuns, figure, labels)
      addBuckets(nodeTook, figure, labels)
    }
  }
  return [exchanges, took, open, nodeRuns, nodeTook, settlements(runtime), ...states(runtime)]
}

function settlements(runtime: Runtime): Series {
  const series = counter('patchbay_settlements_total', 'What sources were told of their messages.')
  for (const [channel, counts] of runtime.counters.settlements) {
    for (const [how, value] of counts) series.values.push({ value, labels: { channel, how } })
  }
  return series
}

function states(runtime: Runtime): Series[] {
  const channels = gauge('patchbay_channel_ready', '1: the channel takes messages.', 'min')
  const connections = gauge('patchbay_connection_ready', '1: the connection can be used.', 'min')
  const { objects, revision, startedAt } = runtime.status()
  for (const { at, state, reason } of objects) {
    if (state === 'off' || at.collection === 'security') continue
    // Of several workers one runs the jobs.
    if (typeOf(runtime, at) === 'schedule' && reason?.code === 'CHANNEL_BUSY') continue
    const [series, labels] =
      at.collection === 'channels'
        ? [channels, { channel: at.name, type: typeOf(runtime, at) }]
        : [connections, { connection: at.name, type: typeOf(runtime, at) }]
    series.values.push({ value: state === 'ready' ? 1 : 0, labels })
  }
  return [
    channels,
    connections,
    single(gauge('patchbay_revision', 'How often something was deployed.', 'max'), revision ?? 0),
    single(
      gauge('patchbay_start_time_seconds', 'When it started, since 1970.', 'min'),
      startedAt / 1000,
    ),
    single(gauge('patchbay_build_info', 'Always 1; tells the version.', 'first'), 1, {
      version,
      node: process.version,
    }),
  ]
}

function typeOf(runtime: Runtime, { collection, name }: Place): string {
  const objects = runtime.deployed?.project
  if (!objects || (collection !== 'channels' && collection !== 'connections')) return ''
  return objects[collection][name]?.type ?? ''
}

function counter(name: string, help: string): Series {
  return { name, help, type: 'counter', values: [], aggregator: 'sum' }
}

function gauge(name: string, help: string, aggregator: Series['aggregator'] = 'sum'): Series {
  return { name, help, type: 'gauge', values: [], aggregator }
}

function histogram(name: string, help: string): Series {
  return { name, help, type: 'histogram', values: [], aggregator: 'sum' }
}

function single(series: Series, value: number, labels: Sample['labels'] = {}): Series {
  series.values.push({ value, labels })
  return series
}

function addOutcomes({ values }: Series, { total, failed }: Figure, labels: Sample['labels']) {
  values.push({ value: total - failed, labels: { ...labels, outcome: 'done' } })
  values.push({ value: failed, labels: { ...labels, outcome: 'failed' } })
}

function addBuckets({ name, values }: Series, figure: Figure, labels: Sample['labels']): void {
  const counts = figure.below(octaves)
  const add = (le: number | string, value: number) =>
    values.push({ value, labels: { ...labels, le }, metricName: `${name}_bucket` })
  for (const [index, border] of borders.entries()) add(border, counts[index] ?? 0)
  add('+Inf', figure.total)
  values.push({ value: figure.sum / 1000, labels, metricName: `${name}_sum` })
  values.push({ value: figure.total, labels, metricName: `${name}_count` })
}
