/** From the line that ran to the line somebody wrote. Maps are parsed only when something failed. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

export interface Position {
  /** `services/store.ts` */
  path: string
  line: number
  /** 1-based. */
  column: number
}

// A message in flight may still run a version that was replaced; whoever types has a new one live every second.
const versionsKept = 16

const maps = new Map<string, { path: string; text: string; map?: TraceMap }>()
// By file: the scripts that came to run, oldest first, and the one that is being loaded or failed to.
const ran = new Map<string, readonly string[]>()
const tried = new Map<string, string>()

/** Remembers the map of a script that is about to be loaded. */
export function addMap(script: string, path: string, text: string): void {
  maps.set(script, { path, text })
  const file = fileOf(script)
  const failed = tried.get(file)
  if (failed !== undefined && !ran.get(file)?.includes(failed)) maps.delete(failed)
  tried.set(file, script)
}

/** The script runs, and replaces the one before. One that failed replaces nothing, so only now old ones are forgotten. */
export function keepMap(script: string): void {
  const file = fileOf(script)
  tried.delete(file)
  const known = [...(ran.get(file) ?? []).filter((one) => one !== script), script]
  for (const old of known.splice(0, Math.max(0, known.length - versionsKept))) maps.delete(old)
  ran.set(file, known)
}

function fileOf(script: string): string {
  return script.slice(0, script.lastIndexOf('?'))
}

/** undefined: not a line of a service. */
export function originalOf(script: string, line: number, column: number): Position | undefined {
  const known = maps.get(script)
  if (!known) return undefined
  known.map ??= new TraceMap(known.text)
  const found = originalPositionFor(known.map, { line, column: Math.max(0, column - 1) })
  if (found.line === null) return undefined
  return {
    path: (found.source ?? known.path).replace(/^project:/, ''),
    line: found.line,
    column: found.column + 1,
  }
}

// `    at async Billing.handle (/home/me/hub/services/billing.ts?v=3:12:5)`, or without a function's name and its brackets.
// Paths have blanks and brackets of their own.
const frame = /^(\s+at (?:async )?(?:.*? \((?=.*\)$))?)(.+?\?v=\d+):(\d+):(\d+)(\)?)$/

function positionIn(line: string): Position | undefined {
  const [, , script = '', row, column] = frame.exec(line) ?? []
  return originalOf(script, Number(row), Number(column))
}

/** A stack whose frames in services are those of the files as they were written. */
export function mapStack(stack: string): string {
  const lines = stack.split('\n').map((line) => {
    const found = positionIn(line)
    const written = found && `$1${found.path}:${found.line}:${found.column}$5`
    return written ? line.replace(frame, written) : line
  })
  return lines.join('\n')
}

/**
 * Makes the stacks of an error and of its causes show the files as they were written, without the engine's frames below.
 * @returns Where in a service it was thrown; for one thrown elsewhere, where its nearest cause was.
 */
export function mendStacks(thrown: unknown): Position | undefined {
  let place: Position | undefined
  let error = thrown
  // Sixteen is far beyond any honest chain; a cause that refers to itself must not hang us.
  for (let depth = 0; error instanceof Error && depth < 16; depth++) {
    const { stack } = error
    if (typeof stack === 'string' && stack.includes('?v=')) {
      place ??= placeIn(stack)
      try {
        error.stack = mapStack(withoutEngine(stack))
      } catch {
        // A frozen error keeps the stack it has.
      }
    }
    error = error.cause
  }
  return place
}

function withoutEngine(stack: string): string {
  const lines = stack.split('\n')
  const last = lines.findLastIndex((line) => frame.test(line))
  return last < 0 ? stack : lines.slice(0, last + 1).join('\n')
}

/** The innermost place in a service that a stack names. */
export function placeIn(stack: string): Position | undefined {
  for (const line of stack.split('\n')) {
    const found = positionIn(line)
    if (found) return found
  }
  return undefined
}
