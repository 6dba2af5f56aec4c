/**
 * Traces of exchanges over OTLP/HTTP, to where the standard variables OTEL_* say: endpoint, headers, protocol, service name,
 * resource, sampler, limits of the batch. Loaded only when an endpoint is set.
 */
import { DiagLogLevel, diag, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base'
import type { OpenExchange } from '../flow/open-exchange.ts'
import type { Redactor } from '../inspector/redact.ts'
import { sampleTraces } from '../message/cid.ts'
import { version } from '../version.ts'
import { resourceAttributes } from './resource.ts'
import { spansOf } from './spans.ts'

export interface TraceOptions {
  /** The project's name: that of the service unless a variable says another. */
  project: string
  redactor: Redactor
  worker: number | undefined
  /** What went wrong with telling; at most once a minute. */
  warn(words: string): void
}

export interface Traces {
  take(exchange: OpenExchange): void
  /** Sends what is left, for at most so many milliseconds. */
  stop(within?: number): Promise<void>
}

const warnEvery = 60_000

/** undefined: the variables say that nothing is to be sent. */
export async function startTraces(options: TraceOptions): Promise<Traces | undefined> {
  const { env } = process
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return undefined
  listenToTrouble(options.warn)
  const sampler = samplerOf(env)
  sampleTraces((traceId) => isSampled(sampler, traceId))
  const processor = new BatchSpanProcessor(await exporterOf(env))
  const resource = resourceFromAttributes(
    resourceAttributes(env, {
      'service.name': options.project,
      'service.version': version,
      'service.instance.id': `${process.pid}`,
      'telemetry.sdk.name': 'patchbay',
      'telemetry.sdk.language': 'nodejs',
      ...(options.worker === undefined ? {} : { 'patchbay.worker': options.worker }),
    }),
  )
  const around = { resource, redactor: options.redactor }
  return {
    take(exchange) {
      for (const span of spansOf(exchange, around)) processor.onEnd(span)
    },
    async stop(within = 5000) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, within)
      })
      await Promise.race([processor.shutdown().catch(() => undefined), late])
      clearTimeout(timer)
    },
  }
}

async function exporterOf(env: NodeJS.ProcessEnv): Promise<SpanExporter> {
  const protocol =
    env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf'
  if (protocol === 'http/json') {
    const { jsonExporter } = await import('./otlp-json.ts')
    return jsonExporter()
  }
  if (protocol !== 'http/protobuf') {
    diag.warn(`OTEL_EXPORTER_OTLP_PROTOCOL=${protocol} is not known; http/protobuf is used.`)
  }
  const { protobufExporter } = await import('./otlp-proto.ts')
  return protobufExporter()
}

/** Of a trace that begins here; those of callers are sampled as they say, so `parentbased_` makes no difference. */
function samplerOf({
  OTEL_TRACES_SAMPLER: name = '',
  OTEL_TRACES_SAMPLER_ARG: share,
}: NodeJS.ProcessEnv): Sampler {
  const kind = name.replace(/^parentbased_/, '')
  if (kind === 'always_off') return new AlwaysOffSampler()
  if (kind === 'traceidratio') {
    const ratio = share === undefined ? 1 : Number(share)
    if (ratio >= 0 && ratio <= 1) return new TraceIdRatioBasedSampler(ratio)
    diag.warn(`OTEL_TRACES_SAMPLER_ARG=${share} is not a share from 0 to 1; all are sent.`)
  } else if (kind !== '' && kind !== 'always_on') {
    diag.warn(`OTEL_TRACES_SAMPLER=${name} is not known; all are sent.`)
  }
  return new AlwaysOnSampler()
}

function isSampled(sampler: Sampler, traceId: string): boolean {
  const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId, '', SpanKind.INTERNAL, {}, [])
  return decision === SamplingDecision.RECORD_AND_SAMPLED
}

/** Its own words go to the log, and not for each batch that a collector does not take. */
function listenToTrouble(warn: (words: string) => void): void {
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = (words: string, ...more: unknown[]) => {
    const now = performance.now()
    if (now - toldAt < warnEvery) return
    toldAt = now
    warn(`Traces: ${[words, ...more].map(String).join(' ')}`)
  }
  const quiet = () => undefined
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    DiagLogLevel.WARN,
  )
}
