/** Which web pages may call a channel: https://fetch.spec.whatwg.org/#http-cors-protocol */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

export interface Cors {
  origins: ReadonlySet<string>
  all: boolean
  credentials: boolean
  /** Empty: whatever the browser asks for. */
  headers: string
  expose: string
  /** Seconds. */
  maxAge: number
}

/** undefined when no page may call. */
export function corsOf(values: Readonly<Record<string, unknown>>): Cors | undefined {
  const origins = listOf(values.corsOrigins).map((origin) =>
    origin.toLowerCase().replace(/\/$/, ''),
  )
  if (origins.length === 0) return undefined
  return {
    origins: new Set(origins),
    all: origins.includes('*'),
    credentials: values.corsCredentials === true,
    headers: listOf(values.corsHeaders).join(', '),
    expose: ['X-Patchbay-CID', ...listOf(values.corsExpose)].join(', '),
    maxAge: typeof values.corsMaxAge === 'number' ? values.corsMaxAge : 600,
  }
}

/** Adds what every answer to a page needs; nothing when the page may not call, and the browser keeps the answer from it. */
export function allowOrigin(cors: Cors, origin: string, headers: OutgoingHttpHeaders): boolean {
  headers.Vary = 'Origin'
  if (!cors.all && !cors.origins.has(origin.toLowerCase())) return false
  // A literal * is not accepted together with credentials.
  headers['Access-Control-Allow-Origin'] = cors.all && !cors.credentials ? '*' : origin
  headers['Access-Control-Expose-Headers'] = cors.expose
  if (cors.credentials) headers['Access-Control-Allow-Credentials'] = 'true'
  return true
}

/** The answer to a browser that asks before it calls. */
export function preflight(
  cors: Cors | undefined,
  asked: IncomingHttpHeaders,
  allow: string,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { Allow: allow }
  if (!cors || !asked.origin || !allowOrigin(cors, asked.origin, headers)) return headers
  headers.Vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'
  delete headers['Access-Control-Expose-Headers']
  headers['Access-Control-Allow-Methods'] = allow
  const wanted = cors.headers || asked['access-control-request-headers']
  if (wanted) headers['Access-Control-Allow-Headers'] = wanted
  headers['Access-Control-Max-Age'] = String(cors.maxAge)
  // A page from the internet that calls a machine at home: https://wicg.github.io/private-network-access/
  if (asked['access-control-request-private-network'] === 'true') {
    headers['Access-Control-Allow-Private-Network'] = 'true'
  }
  return headers
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).filter((entry) => entry !== '') : []
}
