/** Every problem a project can have, in one table. A code never changes its meaning. */
import type { Place } from './place.ts'
import type { Problem, Severity } from './problem.ts'

export const problemCodes = {
  // Files that could not be read (read.ts, assemble.ts, text.ts).
  FILE_UNREADABLE: 'error',
  FILE_NOT_JSON: 'error',
  FILE_MISSHAPEN: 'error',
  NAME_INVALID: 'error',
  NAME_TWICE: 'error',
  SETTINGS_MISSING: 'error',
  FORMAT_NEWER: 'error',
  // Channels and connections (check-object.ts, check-claims.ts).
  TYPE_UNKNOWN: 'error',
  FIELD_MISSING: 'error',
  FIELD_WRONG: 'error',
  FIELD_UNKNOWN: 'error',
  SECRET_PLAIN: 'error',
  SECRET_MISSING: 'warning',
  CERTIFICATES_NOT_ASKED: 'warning',
  ADDRESS_TAKEN: 'error',
  EXPRESSION_WRONG: 'error',
  // Flows (check-flow.ts).
  REFERENCE_MISSING: 'error',
  CONNECTION_SHARED: 'error',
  SERVICE_NOT_EXPORTED: 'error',
  BLOCK_UNKNOWN: 'error',
  LINK_LOOSE: 'error',
  PORT_MISSING: 'error',
  FLOW_CYCLE: 'error',
  CASE_TWICE: 'error',
  ROUTER_EMPTY: 'warning',
  REPLY_TWICE: 'warning',
  NODE_UNREACHABLE: 'warning',
  CHANNEL_UNLINKED: 'warning',
  // Services (scan.ts, check-services.ts).
  SERVICE_NOT_PARSED: 'error',
  SERVICE_NAME_TWICE: 'error',
  SERVICE_NAME_RESERVED: 'error',
  USE_MISSING: 'error',
  // Saved tests (check-tests.ts).
  TEST_MATCHER_WRONG: 'error',
  TEST_MASK_LOOSE: 'warning',
  // Services that were compiled, loaded and type-checked (runtime/services/).
  SERVICE_NOT_COMPILED: 'error',
  SERVICE_TYPE_WRONG: 'error',
  SERVICE_UNTYPED: 'warning',
} as const satisfies Record<string, Severity>

export type ProblemCode = keyof typeof problemCodes

export function problem(code: ProblemCode, at: Place, message: string, fix: string): Problem {
  return { code, severity: problemCodes[code], message, at, fix }
}
