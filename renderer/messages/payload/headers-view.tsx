/** Headers and properties of a message, as two small tables. Secrets are masked before they leave the runtime. */
import type { FetchedBody } from './fetch-body.ts'

export function HeadersView({ body }: { body: FetchedBody }) {
  const headers = Object.entries(body.headers)
  const properties = Object.entries(body.properties)
  return (
    <div className="payload-headers selectable">
      <Table title="Headers" rows={headers} />
      <Table title="Properties" rows={properties.map(([name, value]) => [name, textOf(value)])} />
    </div>
  )
}

function Table({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  if (rows.length === 0) return <p className="exchange-note">No {title.toLowerCase()}.</p>
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
