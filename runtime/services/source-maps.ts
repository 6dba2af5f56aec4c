/** From the line that ran to the line somebody wrote. Maps are parsed only when something failed. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

export interface Position {
  /** `services/store.ts` */
  path: string
  line: number
  /** 1-based. */
  column: number
}

// A message in flight may still run the version before the last; older ones are gone.
const versionsKept = 4

const maps = new Map<string, { path: string; text: string; map?: TraceMap }>()
const versions = new Map<string, string[]>()
const listeners = new Set<(script: string, map: string) => void>()

/** Remembers the map of a script, and forgets those of versions long replaced. */
export function addMap(script: string, path: string, text: string): void {
  maps.set(script, { path, text })
  const known = [...(versions.get(path) ?? []), script]
  for (const old of known.splice(0, Math.max(0, known.length - versionsKept))) maps.delete(old)
  versions.set(path, known)
  for (const listener of listeners) listener(script, text)
}

/** Tells of the maps that are there, and of each one to come: for whoever must map without this thread's help. */
export function onMap(listener: (script: string, map: string) => void): () => void {
  for (const [script, { text }] of maps) listener(script, text)
  listeners.add(listener)
  return () => listeners.delete(listener)
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

const frame = /(services\/[^\s():]+\?v=\d+):(\d+):(\d+)/g

/** A stack whose frames in services are those of the files as they were written. */
export function mapStack(stack: string): string {
  return stack.replace(frame, (whole, script: string, line: string, column: string) => {
    const found = originalOf(script, Number(line), Number(column))
    return found ? `${found.path}:${found.line}:${found.column}` : whole
  })
}

/** The innermost place in a service that a stack names. */
export function placeIn(stack: string): Position | undefined {
  for (const [, script = '', line, column] of stack.matchAll(frame)) {
    const found = originalOf(script, Number(line), Number(column))
    if (found) return found
  }
  return undefined
}
