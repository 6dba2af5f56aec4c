/** The fields of a REST connection in the units the code works in. They were checked against the definition before. */
import type { Signer } from '../../../message/guard.ts'
import type { Spec } from '../../connector.ts'

export interface RestSettings {
  name: string
  /** Scheme, host and port: `https://erp.local:8443`. */
  origin: string
  /** What comes before each call's path, without a slash at its end: `/api`. */
  basePath: string
  /** Milliseconds for one attempt. */
  timeout: number
  poolSize: number
  headers: Readonly<Record<string, string>>
  /** Bytes of an answer, decompressed. */
  maxSize: number
  retry: { attempts: number; delay: number; maxDelay: number }
  tls: { verify: boolean; ca: string | undefined }
  /** Who we are to the other side; undefined: nobody. */
  signer: Signer | undefined
  ping: { method: string; path: string | undefined }
}

/** @throws TypeError when the URL is none. */
export function settingsOf({ name, values }: Spec, signer?: Signer): RestSettings {
  const url = new URL(text(values.url) ?? '')
  const seconds = (value: unknown, otherwise: number) => Math.round(number(value, otherwise) * 1000)
  return {
    name,
    origin: url.origin,
    basePath: url.pathname.replace(/\/$/, ''),
    timeout: seconds(values.timeout, 10),
    poolSize: number(values.poolSize, 20),
    headers: (values.headers as Record<string, string> | undefined) ?? {},
    maxSize: Math.round(number(values.maxSize, 100) * 1024 * 1024),
    retry: {
      attempts: number(values.retryAttempts, 3),
      delay: seconds(values.retryDelay, 0.2),
      maxDelay: seconds(values.retryMaxDelay, 10),
    },
    tls: { verify: values.tlsVerify !== false, ca: text(values.tlsCa) },
    signer,
    ping: { method: text(values.pingMethod) ?? 'HEAD', path: text(values.pingPath) },
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
