/** How a call of a connection is named in saved tests, apart from where the connection leads to just now. */

/**
 * From what its step shows: `POST https://erp.local/bills` -> `POST /bills`. All other labels are names already:
 * `upload /in/a.bin`, `publish shop / order.created`.
 */
export function callOf(label: string): string {
  return label.replace(/^([A-Z]+) https?:\/\/[^/]+/, '$1 ').replace(/^([A-Z]+) $/, '$1 /')
}

/** Is it the call that a test means? A `*` in what the test says stands for any text: `upload /in/*.bin`. */
export function isCall(wanted: string | undefined, call: string): boolean {
  if (wanted === undefined || wanted === call) return true
  if (!wanted.includes('*')) return callOf(wanted) === call
  const parts = callOf(wanted).split('*').map(escaped)
  return new RegExp(`^${parts.join('.*')}$`, 's').test(call)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
