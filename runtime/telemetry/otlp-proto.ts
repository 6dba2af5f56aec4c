/** OTLP/HTTP in protobuf; loaded when it is the protocol. Of its own, because a bundler can import no CommonJS by import(). */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { SpanExporter } from '@opentelemetry/sdk-trace-base'

export function protobufExporter(): SpanExporter {
  return new OTLPTraceExporter()
}
