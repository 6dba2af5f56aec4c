/**
 * What stands around a body, as tables of names and texts: its headers, and its properties. What one transport adds (`amqp`)
 * is an object among the properties, and has a table of its own. Pure.
 */
export type TableRows = readonly (readonly [name: string, value: string])[]

export interface PropertyTable {
  title: string
  rows: TableRows
}

/** Headers and Properties are always there, even when they have no rows. */
export function propertyTables(
  headers: Readonly<Record<string, string>>,
  properties: Readonly<Record<string, unknown>>,
): readonly PropertyTable[] {
  const own = Object.entries(properties).filter(([, value]) => isTransport(value))
  const plain = Object.entries(properties).filter(([, value]) => !isTransport(value))
  const tables = own.map(([name, value]) => ({
    title: `${name.toUpperCase()} properties`,
    rows: rowsOf(value as Record<string, unknown>, name),
  }))
  const rest = { title: 'Properties', rows: rowsOf(Object.fromEntries(plain)) }
  return [
    { title: 'Headers', rows: Object.entries(headers) },
    ...tables,
    ...(tables.length > 0 && rest.rows.length === 0 ? [] : [rest]),
  ]
}

/** By their names; what is no value is left out. */
function rowsOf(values: Readonly<Record<string, unknown>>, transport = ''): TableRows {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === null) return []
    if (transport === 'amqp' && name === 'headers' && isTransport(value)) {
      return rowsOf(value as Record<string, unknown>).map(([key, text]) => [`header ${key}`, text])
    }
    return [[name, meaningOf(transport, name, value) ?? textOf(value)] as const]
  })
}

/** Numbers that nobody knows by heart. AMQP 0-9-1, section 1.8.3.1: delivery mode, and seconds since 1970. */
function meaningOf(transport: string, name: string, value: unknown): string | undefined {
  if (transport !== 'amqp' || typeof value !== 'number') return undefined
  if (name === 'deliveryMode') return `${value} (${value === 2 ? 'persistent' : 'transient'})`
  if (name !== 'timestamp') return undefined
  const date = new Date(value * 1000)
  return Number.isNaN(date.getTime()) ? undefined : `${value} (${date.toISOString()})`
}

function isTransport(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
