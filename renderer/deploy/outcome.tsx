/** What is under way with a server, what came of it, or why not. */
import type { FailureData } from '../../runtime/model/failure.ts'
import type { Problem } from '../../runtime/model/problem.ts'
import type { ServerReason } from '../../runtime/model/shipping.ts'
import type { Ship } from './shipping.ts'

const under = {
  comparing: 'Checking here, sending, and checking there…',
  switching: 'Switching, and waiting until it is ready…',
  goingBack: 'Going back, and waiting until it is ready…',
} as const

export function Outcome({ ship: { doing, done, failure, server } }: { ship: Ship }) {
  if (doing) {
    return (
      <p className="ship-doing" role="status">
        {under[doing]}
      </p>
    )
  }
  if (failure) return <Failed failure={failure} />
  if (!done) return null
  const name = server?.name ?? 'The project'
  const words = done.isBack ? `${name} is back at what ran before` : `${name} runs there`
  return (
    <p className="ship-done" role="status">
      {words}: ready after {timeOf(done.took)}.
    </p>
  )
}

function timeOf(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`
}

function Failed({ failure: { message, details } }: { failure: FailureData }) {
  const { problems = [], reasons = [] } = (details ?? {}) as {
    problems?: readonly Problem[]
    reasons?: readonly ServerReason[]
  }
  const lines = [...reasons, ...problems.filter(({ severity }) => severity === 'error')]
  return (
    <div className="ship-failed" role="alert">
      <p className="field-error">{message}</p>
      <ul>
        {lines.map((line) => (
          <li key={`${line.code} ${line.message}`}>
            {line.at && <b>{line.at.name}</b>} {line.message}
          </li>
        ))}
      </ul>
    </div>
  )
}
