/** What is known of a service without running it: read from its text by `scan.ts`. */

/** Text, whole number, ... as SimpleIO names them; `object` has `elements` of its own. */
export interface IoElement {
  name: string
  type: string
  required: boolean
  elements?: readonly IoElement[]
}

/** A connection or another service that the code names. */
export type Use =
  | { kind: 'outgoing'; type: string; name: string; line: number; column: number }
  | { kind: 'service'; name: string; line: number; column: number }

export interface ServiceInfo {
  /** `static serviceName`, or made from the class's name: `BillingHandler` -> `billing-handler`. */
  name: string
  namespace?: string
  className: string
  /** The class's doc comment, without its stars. */
  doc?: string
  /** `services/billing.ts`. */
  path: string
  line: number
  input: readonly IoElement[]
  output: readonly IoElement[]
  uses: readonly Use[]
  /** True for a text that does not parse: what it uses is not known. */
  isGuess?: boolean
  /** False when the class is not exported: then it is only a base or a helper and cannot be linked. */
  exported: boolean
  /** What the class is called by those who import it, `default` included. Given when it is exported. */
  exportedAs?: string
}
