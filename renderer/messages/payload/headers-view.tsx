/** Headers and properties of a message, as small tables. Secrets are masked before they leave the runtime. */
import type { FetchedBody } from './fetch-body.ts'
import { propertyTables, type TableRows } from './property-tables.ts'

export function HeadersView({ body }: { body: FetchedBody }) {
  return (
    <div className="payload-headers selectable">
      {propertyTables(body.headers, body.properties).map(({ title, rows }) => (
        <Table key={title} title={title} rows={rows} />
      ))}
    </div>
  )
}

function Table({ title, rows }: { title: string; rows: TableRows }) {
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
