/** Why a runtime process ended, in words, and when it should be started again. */
import { constants } from 'node:os'
import type { Blocked } from '../runtime/model/control.ts'
import { heldText } from '../runtime/model/held.ts'

export interface End {
  /** As Electron tells it: an exit code, or a signal's number. */
  code: number
  /** What V8 said when it could not go on: where. */
  fatal?: string
  /** The last lines of its stderr, oldest first. */
  stderr: readonly string[]
  /** How much memory its objects may take, in MiB. */
  heap: number
  /** What its watchdog ended it for. */
  held?: Blocked | undefined
}

/** Milliseconds after which a process counts as having run well: what ends it then is a new story. */
const stable = 30_000
const slowest = 15_000

/** How often it has now crashed in a row. */
export function countCrash(before: number, ranFor: number): number {
  return ranFor >= stable ? 1 : before + 1
}

/** Milliseconds to wait: nothing after the first crash, then 0.5 s, doubling up to 15 s. */
export function restartDelay(crashes: number): number {
  return crashes <= 1 ? 0 : Math.min(500 * 2 ** (crashes - 2), slowest)
}

/**
 * How much memory the objects of a runtime may take, in MiB: 2 GiB, or half of a smaller machine. More would make the
 * machine itself slow before the runtime is ended. PATCHBAY_RUNTIME_HEAP says otherwise.
 */
export function heapLimit(wish: string | undefined, machine: number): number {
  const wished = Number(wish)
  if (Number.isInteger(wished) && wished > 0) return wished
  return Math.min(2048, Math.floor(machine / 1024 / 1024 / 2))
}

/** One or a few lines for people. */
export function describeEnd({ code, fatal, stderr, heap, held }: End): string {
  if (held) return `${heldText(held)}, longer than its message may take, and was ended.`
  // What V8 writes then is about itself, and of no help to the user.
  if (isOutOfMemory(fatal, stderr))
    return `The runtime ran out of memory: services held on to more than ${heap} MiB.`
  const why = fatal ? `The runtime hit a fatal error in ${fatal}.` : byCode(code)
  const words = lastWords(stderr)
  return words === '' ? why : `${why}\n${words}`
}

function byCode(code: number): string {
  const signal = signalOf(code)
  if (signal === 'SIGKILL')
    return 'The runtime was killed (SIGKILL) from outside, or by the system.'
  if (signal !== undefined) return `The runtime was ended by ${signal}.`
  return code === 0 ? 'The runtime ended by itself.' : `The runtime ended with exit code ${code}.`
}

/**
 * A POSIX signal reaches us as its bare number, or as 128 + n from whoever wraps it. 1 to 3 are left to mean what
 * programs mean by them: Node itself ends with 1 after an uncaught error.
 */
function signalOf(code: number): string | undefined {
  const number = code > 128 ? code - 128 : code
  if (number <= 3) return undefined
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
}

function isOutOfMemory(fatal: string | undefined, stderr: readonly string[]): boolean {
  return [fatal ?? '', ...stderr].some((line) => /heap out of memory|heap limit/.test(line))
}

function lastWords(stderr: readonly string[]): string {
  return stderr
    .filter((line) => line.trim() !== '')
    .slice(-8)
    .join('\n')
}
