/**
 * The page that Prometheus reads, of one process or of several as one. What a worker that is gone has counted stays in the
 * sums, so that no counter ever goes back.
 */
import prometheus, { type MetricObjectWithValues, type MetricValue } from 'prom-client'
import type { Series } from './series.ts'

type Told = MetricObjectWithValues<MetricValue<string>>

const { AggregatorRegistry, Registry, collectDefaultMetrics } = prometheus

export const contentType = Registry.PROMETHEUS_CONTENT_TYPE

/** Figures of Node's own: memory, processor, delay of the event loop. Counting begins with the first call. */
export class ProcessSeries {
  readonly #registry = new Registry()

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
  }

  async read(): Promise<Series[]> {
    return (await this.#registry.getMetricsAsJSON()) as unknown as Series[]
  }
}

export class Exposition {
  /** By worker, as last told. */
  readonly #last = new Map<number, readonly Series[]>()
  #departed: Series[] = []

  /** What a worker counts just now. */
  tell(worker: number, series: readonly Series[]): void {
    this.#last.set(worker, series)
  }

  /** It is gone: what it had counted when it was last asked is kept. */
  depart(worker: number): void {
    const series = this.#last.get(worker)
    this.#last.delete(worker)
    if (!series) return
    const kept = series.filter(({ type, aggregator }) => type !== 'gauge' && aggregator === 'sum')
    this.#departed = sumOf([this.#departed, kept])
  }

  text(): Promise<string> {
    const parts = [...this.#last.values(), this.#departed].map((part) => part.map(copy))
    return AggregatorRegistry.aggregate(parts).metrics()
  }
}

function sumOf(parts: readonly (readonly Series[])[]): Series[] {
  const registry = AggregatorRegistry.aggregate(parts.map((part) => part.map(copy)))
  const metrics = registry.getMetricsAsArray() as unknown as { get(): Series }[]
  return metrics.map((metric) => metric.get())
}

/** As prom-client takes it. Its sums keep a reference to what they are made of. */
function copy(series: Series): Told {
  return { ...series, values: series.values.map((one) => ({ ...one })) } as unknown as Told
}
