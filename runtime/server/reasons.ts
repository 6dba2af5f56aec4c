/** Why a runtime is not ready: what keeps one of its active channels from taking messages. */
import type { ObjectStatus } from '../model/control.ts'
import { placeText } from '../model/place.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import type { Reason } from './work.ts'

export function reasonsOf(objects: readonly ObjectStatus[], project: Project): Reason[] {
  return objects.flatMap(({ at, state, reason }) => {
    if (at.collection !== 'channels' || state === 'ready' || state === 'off') return []
    const code = reason?.code ?? state.toUpperCase()
    // It takes nothing on purpose, or another process of this folder runs the jobs.
    if (code === 'CHANNEL_NOT_LINKED') return []
    if (code === 'CHANNEL_BUSY' && project.channels[at.name]?.type === 'schedule') return []
    return [{ code, message: reason?.message ?? `The channel "${at.name}" is ${state}.`, at }]
  })
}

export function errorsOf(problems: readonly Problem[]): Reason[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, at, fix }) => ({
      code,
      message: fix ? `${message} ${fix}` : message,
      at,
    }))
}

/** One line for people. */
export function reasonLine({ code, message, at, worker }: Reason): string {
  const where = at ? `${placeText(at)}: ` : ''
  const who = worker === undefined ? '' : `worker ${worker}: `
  return `${who}${where}${message} [${code}]`
}

/** Those that were not there before: what is not the fault of what was just deployed does not count against it. */
export function newReasons(now: readonly Reason[], before: readonly Reason[]): Reason[] {
  const known = new Set(before.map(keyOf))
  return now.filter((reason) => !known.has(keyOf(reason)))
}

function keyOf({ code, at }: Reason): string {
  return `${code} ${at ? placeText(at) : ''}`
}
