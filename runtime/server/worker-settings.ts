/** How a worker knows that it is one, and of what. */
export const settingsVariable = 'PATCHBAY_WORKER_SETTINGS'

/** undefined: this process is not a worker. What a service starts is none either: the variable is gone once it is read. */
export function takeWorkerSettings(): string | undefined {
  const text = process.env[settingsVariable]
  delete process.env[settingsVariable]
  return process.send === undefined ? undefined : text
}
