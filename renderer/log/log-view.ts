/** Which lines of the log are shown: from a level up, with a text in them. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { LogLine } from '../../runtime/model/trace.ts'

export const levels = ['debug', 'info', 'warn', 'error'] as const
export type Level = LogLine['level']

export interface LogView {
  /** The least that is shown. */
  level: Level
  text: string
}

export const logView = createStore<LogView>(() => ({ level: 'debug', text: '' }))

export function useLogView<T>(select: (view: LogView) => T): T {
  return useStore(logView, select)
}

export function shownLines(
  lines: readonly LogLine[],
  { level, text }: LogView,
): readonly LogLine[] {
  if (level === 'debug' && text === '') return lines
  const least = levels.indexOf(level)
  const wanted = text.toLowerCase()
  return lines.filter(
    (line) =>
      levels.indexOf(line.level) >= least && (wanted === '' || textOf(line).includes(wanted)),
  )
}

/** The details of a line as one short text: `{"attempt":2}`; empty when there are none. */
export function detailsText({ details }: LogLine): string {
  return details === undefined || Object.keys(details).length === 0 ? '' : JSON.stringify(details)
}

function textOf(line: LogLine): string {
  const { message, cid, at } = line
  return `${message}\n${cid ?? ''}\n${at?.name ?? ''}\n${detailsText(line)}`.toLowerCase()
}
