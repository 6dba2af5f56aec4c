/** What an export would write, what stands in its way, and what its server will need. */
import type { ExportPreview } from '../../runtime/model/export.ts'
import { rowsOf, sizeText } from './file-tree.ts'

export function Preview({ preview }: { preview: ExportPreview }) {
  const { files, refusals, problems, warnings, missing, off } = preview
  const size = files.reduce((sum, file) => sum + file.size, 0)
  const errors = problems.filter(({ severity }) => severity === 'error')
  return (
    <>
      {refusals.length > 0 && (
        <div className="export-refused" role="alert">
          {refusals.map((words) => (
            <p key={words} className="field-error">
              {words}
            </p>
          ))}
          <ul>
            {errors.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      {missing.length > 0 && (
        <section className="export-notes">
          <h3>Secrets without a value here</h3>
          <p className="muted">
            They are named in .env.example. The server needs a value for each.
          </p>
          <ul>
            {missing.map(({ secret, uses }) => (
              <li key={secret}>
                <b>{secret}</b> <small>{uses.join('; ')}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {warnings.length + off.length > 0 && (
        <section className="export-notes">
          <h3>Good to know</h3>
          <ul>
            {warnings.map((words) => (
              <li key={words}>{words}</li>
            ))}
            {off.map((object) => (
              <li key={object}>
                <b>{object}</b> is switched off, and stays so.
              </li>
            ))}
          </ul>
        </section>
      )}
      {refusals.length === 0 && (
        <table className="export-files" aria-label="What would be written">
          <tbody>
            {rowsOf(files).map((row) => (
              <tr key={row.path}>
                <td>{row.path}</td>
                <td className="muted">{row.files === undefined ? '' : filesText(row.files)}</td>
                <td>{sizeText(row.size)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>Together</td>
              <td className="muted">{filesText(files.length)}</td>
              <td>{sizeText(size)}</td>
            </tr>
          </tfoot>
        </table>
      )}
    </>
  )
}

function filesText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}
