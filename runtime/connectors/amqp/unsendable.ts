/** What a message cannot be sent with, and why: found before anything is sent. */
export class Unsendable extends Error {
  /** @param property Which one it is about: `priority`, `header "country"`, `routingKey`. */
  constructor(
    readonly property: string,
    why: string,
  ) {
    super(`${property} ${why}`)
  }
}

/** What somebody gave, for the words of a failure; never long. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'string' && value.length > 60) return `a text of ${value.length} characters`
  try {
    const json = JSON.stringify(value) ?? String(value)
    return json.length > 60 ? `${json.slice(0, 60)}…` : json
  } catch {
    return Object.prototype.toString.call(value)
  }
}
