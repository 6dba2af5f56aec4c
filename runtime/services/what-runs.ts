/** What a frame of the stack belongs to: asked by the watchdog while the thread is held, answered on that thread. */
import type { Blocked } from '../model/control.ts'
import { kebabOf } from '../model/words.ts'
import { Service } from './service.ts'
import { originalOf } from './source-maps.ts'

/**
 * @param script The name that the frame's code was compiled by.
 * @param line From 1, as is the column.
 * @param self The frame's `this`, when it has one.
 * @returns Nothing when the frame is not of a service's file.
 */
export function whatRuns(
  script: string,
  line: number,
  column: number,
  self: unknown,
): Omit<Blocked, 'since'> {
  const found = originalOf(script, line, column)
  if (found === undefined) return {}
  const { path, ...position } = found
  const at = { collection: 'services', name: path, ...position } as const
  if (!(self instanceof Service)) return { at }
  const Class = self.constructor as typeof Service
  return { at, service: Class.serviceName ?? kebabOf(Class.name), cid: self.cid }
}
