/** OTLP/HTTP in JSON; loaded when it is the protocol. Of its own, because a bundler can import no CommonJS by import(). */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import type { SpanExporter } from '@opentelemetry/sdk-trace-base'

export function jsonExporter(): SpanExporter {
  return new OTLPTraceExporter()
}
