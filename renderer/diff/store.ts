/**
 * What the project is compared with, and what of that is looked at. The project itself is the one being edited, saved or not: the
 * differences follow each edit. Never saved.
 */
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { compare, type Difference } from '../../runtime/model/compare.ts'
import { type Past, type PastCommit, shortId } from '../../runtime/model/past.ts'
import type { Project } from '../../runtime/model/project.ts'
import { currentProject, useProject } from '../store/project.ts'

export type DiffView = 'canvas' | 'properties' | 'code'

export interface DiffState {
  /** It has a tab. */
  isOpen: boolean
  /** It is what is looked at. */
  isShown: boolean
  past: Past | undefined
  /** undefined: not chosen, or not read yet. */
  base: { commit: PastCommit } | { folder: string } | undefined
  before: Project | undefined
  isReading: boolean
  /** Why there is nothing to compare with. */
  trouble: string | undefined
  /** Where things stand on the canvas counts as well. */
  withLayout: boolean
  sideBySide: boolean
  /** `idOf` of a difference. */
  chosen: string | undefined
  /** The one asked for; an object that cannot be looked at so shows its first. */
  view: DiffView
  /** Of the flow that is drawn: which change is looked at. */
  step: number
}

export const nothingCompared: DiffState = {
  isOpen: false,
  isShown: false,
  past: undefined,
  base: undefined,
  before: undefined,
  isReading: false,
  trouble: undefined,
  withLayout: false,
  sideBySide: true,
  chosen: undefined,
  view: 'canvas',
  step: -1,
}

export const diffStore = createStore<DiffState>(() => nothingCompared)

export function useDiff<T>(select: (state: DiffState) => T): T {
  return useStore(diffStore, select)
}

export function idOf({ collection, key }: Pick<Difference, 'collection' | 'key'>): string {
  return `${collection}/${key}`
}

/** Those that are listed. */
export function differencesOf(
  before: Project | undefined,
  after: Project,
  withLayout: boolean,
): readonly Difference[] {
  if (!before) return []
  const all = compare(before, after)
  return withLayout ? all : all.filter(({ collection }) => collection !== 'layouts')
}

export function useDifferences(): readonly Difference[] {
  const after = useProject(({ project }) => project)
  const before = useDiff((state) => state.before)
  const withLayout = useDiff((state) => state.withLayout)
  return useMemo(() => differencesOf(before, after, withLayout), [before, after, withLayout])
}

export function differencesNow(): readonly Difference[] {
  const { before, withLayout } = diffStore.getState()
  return differencesOf(before, currentProject(), withLayout)
}

/** The one that is looked at: the chosen one while it differs, else the first. */
export function chosenOf(
  differences: readonly Difference[],
  chosen: string | undefined,
): Difference | undefined {
  return differences.find((each) => idOf(each) === chosen) ?? differences[0]
}

/** How an object can be looked at; the first is how it is when nothing else is asked for. */
export function viewsOf({ collection }: Difference): readonly DiffView[] {
  if (collection === 'flows' || collection === 'layouts') return ['canvas', 'properties', 'code']
  return collection === 'services' ? ['code'] : ['properties', 'code']
}

export function viewOf(difference: Difference, wanted: DiffView): DiffView {
  const [first = 'properties', ...others] = viewsOf(difference)
  return others.find((view) => view === wanted) ?? first
}

export function baseWords({ base }: Pick<DiffState, 'base'>): string {
  if (!base) return ''
  if ('folder' in base) return base.folder
  return `${shortId(base.commit.id)} ${base.commit.title}`
}
