/** What differs in an object, field by field: what it was, and what it is. */
import type { ReactNode } from 'react'
import { type Difference, type FieldDifference, fieldsOf } from '../../runtime/model/compare.ts'
import type { Project } from '../../runtime/model/project.ts'
import { signs } from './signs.ts'
import { pathWords } from './words.ts'

interface Props {
  before: Project
  after: Project
  difference: Difference
}

export function FieldList({ before, after, difference }: Props) {
  const fields = fieldsOf(difference)
  return (
    <div className="diff-fields">
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <Row key={field.path.join('\0')} field={field}>
              {pathWords(difference, field.path, before, after)}
            </Row>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ field, children }: { field: FieldDifference; children: ReactNode }) {
  const { kind, before, after } = field
  return (
    <tr className={`diff-${kind}`}>
      <th scope="row">
        <span className="diff-sign" role="img" aria-label={signs[kind].words}>
          {signs[kind].sign}
        </span>
        {children}
      </th>
      <td className="diff-was">{before !== undefined && <Value value={before} />}</td>
      <td className="diff-is">{after !== undefined && <Value value={after} />}</td>
    </tr>
  )
}

function Value({ value }: { value: unknown }) {
  if (typeof value === 'string') return <code>{value === '' ? '(empty)' : value}</code>
  return <code>{JSON.stringify(value, undefined, 2)}</code>
}
