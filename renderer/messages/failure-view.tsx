/** A failure for reading: the words, then where, then why; the stack only for who asks. */
import { type FailureData, failures } from '../../runtime/model/failure.ts'
import { placeText } from '../../runtime/model/place.ts'
import { reveal } from '../store/selection.ts'

/** Whose problem it is, in the words of DESIGN.md. */
const whose = {
  design: 'the project is wrong',
  access: 'the caller may not',
  message: 'this message is wrong',
  peer: 'the other side failed',
  defect: 'the code failed',
  cancelled: 'nobody waits any more',
} as const

export function FailureView({ failure }: { failure: FailureData }) {
  const { code, kind, message, at, causes, stack, attempts } = failure
  // The first cause often is the message itself, said by the layer below.
  const others = causes?.filter((cause) => cause !== message) ?? []
  return (
    <div className="failure selectable" role="alert">
      <p>
        <span className="failure-code" title={whose[kind]}>
          {code}
        </span>{' '}
        {message}
      </p>
      {at && (
        <p>
          <button type="button" className="link" onClick={() => reveal(at)}>
            {placeText(at)}
          </button>
        </p>
      )}
      {others.map((cause) => (
        <p key={cause} className="failure-cause">
          because: {cause}
        </p>
      ))}
      {failures[code].retryable && (attempts ?? 1) === 1 && (
        <p className="muted">It may work when tried again.</p>
      )}
      {stack && (
        <details>
          <summary>Stack</summary>
          <pre>{stack}</pre>
        </details>
      )}
    </div>
  )
}
