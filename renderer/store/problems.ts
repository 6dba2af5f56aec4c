/** What is wrong with the project: what the check finds while editing, and what the runtime said of the last deploy. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { definitions } from '../../runtime/connectors/definitions.ts'
import { blocks } from '../../runtime/model/blocks.ts'
import { check } from '../../runtime/model/check.ts'
import type { Place } from '../../runtime/model/place.ts'
import type { Problem } from '../../runtime/model/problem.ts'
import { problemCodes } from '../../runtime/model/problem-codes.ts'
import { liveStore, placeKey } from './live.ts'
import { projectStore } from './project.ts'

/** Milliseconds without a change before the project is checked. */
const quiet = 40

export interface Problems {
  /** Errors first, then by place. */
  all: readonly Problem[]
  /** By `placeKey`. */
  at: Readonly<Record<string, readonly Problem[]>>
  errors: number
  warnings: number
}

const none: Problems = { all: [], at: {}, errors: 0, warnings: 0 }

export const problemStore = createStore<Problems>(() => none)

export function useProblems<T>(select: (problems: Problems) => T): T {
  return useStore(problemStore, select)
}

let timer: ReturnType<typeof setTimeout> | undefined

/** Checks by itself from now on; returns the undoing. */
export function keepChecked(): () => void {
  const unlistenProject = projectStore.subscribe((state, before) => {
    if (state.project !== before.project || state.secrets !== before.secrets) soon()
  })
  const unlistenLive = liveStore.subscribe((live, before) => {
    if (live.deployed !== before.deployed) soon()
  })
  soon()
  return () => {
    clearTimeout(timer)
    unlistenProject()
    unlistenLive()
  }
}

function soon(): void {
  clearTimeout(timer)
  timer = setTimeout(checkNow, quiet)
}

function checkNow(): void {
  const { project, secrets, folder } = projectStore.getState()
  if (!folder) {
    problemStore.setState(none)
    return
  }
  const found = check(project, { connectors: definitions, blocks, secrets })
  const deployed = liveStore.getState().deployed?.problems ?? []
  problemStore.setState(mergeProblems(found, deployed))
}

const order = { error: 0, warning: 1, info: 2 } as const

/**
 * The runtime runs the same check, with less at hand: what that can find is ours to say. Its own words are those of the
 * compiler and of what could not open, and of a file that does not parse one line is enough.
 */
export function mergeProblems(found: readonly Problem[], deployed: readonly Problem[]): Problems {
  const broken = new Set(found.filter(({ severity }) => severity === 'error').map(fileOf))
  const more = deployed.filter(
    (problem) =>
      !Object.hasOwn(problemCodes, problem.code) &&
      !(problem.at.collection === 'services' && broken.has(fileOf(problem))),
  )
  const all = [...found, ...more].sort(
    (one, other) =>
      order[one.severity] - order[other.severity] || text(one.at).localeCompare(text(other.at)),
  )
  const at: Record<string, Problem[]> = {}
  for (const problem of all) {
    const key = placeKey(problem.at)
    at[key] = [...(at[key] ?? []), problem]
  }
  const count = (severity: Problem['severity']) =>
    all.filter((problem) => problem.severity === severity).length
  return { all, at, errors: count('error'), warnings: count('warning') }
}

function fileOf({ at }: Problem): string {
  return `${at.collection}/${at.name}`
}

function text(at: Place): string {
  return `${placeKey(at)}:${String(at.line ?? 0).padStart(6, '0')}`
}
