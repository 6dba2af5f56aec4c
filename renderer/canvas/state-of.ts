/** A node's state in one icon, word and colour: what is wrong with it, or how what it stands for is doing. Pure. */
import type { ObjectStatus } from '../../runtime/model/control.ts'
import type { FailureData } from '../../runtime/model/failure.ts'
import { placeText } from '../../runtime/model/place.ts'
import type { Problem } from '../../runtime/model/problem.ts'

export interface CardStateWords {
  kind: 'error' | 'failing' | 'warning' | 'incomplete' | 'starting' | 'off' | 'ready' | 'none'
  words: string
}

export interface Facts {
  problems: readonly Problem[]
  status: ObjectStatus | undefined
  failure: FailureData | undefined
  disabled: boolean
}

export function stateOf({ problems, status, failure, disabled }: Facts): CardStateWords {
  const error = problems.find(({ severity }) => severity === 'error')
  if (error) return { kind: 'error', words: problemWords(error) }
  if (disabled) return { kind: 'off', words: 'Disabled: messages pass over it unchanged.' }
  if (status?.state === 'failing') {
    return { kind: 'failing', words: failureWords(status.reason, 'It does not work just now.') }
  }
  if (failure) return { kind: 'failing', words: failureWords(failure, '') }
  const warning = problems.find(({ severity }) => severity === 'warning')
  if (status?.state === 'incomplete') {
    const words =
      status.reason?.message ?? (warning ? problemWords(warning) : 'Something is missing.')
    return { kind: 'incomplete', words }
  }
  if (warning) return { kind: 'warning', words: problemWords(warning) }
  if (status?.state === 'off') return { kind: 'off', words: 'Off: it touches nothing.' }
  if (status?.state === 'starting') return { kind: 'starting', words: 'Starting…' }
  if (status?.state === 'draining') return { kind: 'starting', words: 'Finishing what it holds…' }
  if (status?.state === 'ready') {
    return { kind: 'ready', words: status.address ? `Ready at ${status.address}` : 'Ready' }
  }
  return { kind: 'none', words: '' }
}

function problemWords({ message, fix, at }: Problem): string {
  const where = at.line === undefined ? '' : `${placeText(at)}: `
  return [`${where}${message}`, fix].filter(Boolean).join(' ')
}

function failureWords(failure: FailureData | undefined, otherwise: string): string {
  if (!failure) return otherwise
  const where = failure.at?.line === undefined ? '' : `${placeText(failure.at)}: `
  return `${where}${failure.message}`
}
