/** The problems as the pane lists them: by file, files with errors first, each file's problems as a reader meets them. */
import { type Place, placeText } from '../../runtime/model/place.ts'
import type { Problem, Severity } from '../../runtime/model/problem.ts'

export interface ProblemGroup {
  /** `services/store.ts`, `flows/Billing`, `connections/my.ftp`. */
  file: string
  problems: readonly Problem[]
}

const order: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const byFile = new Map<string, Problem[]>()
  for (const problem of problems) {
    const file = fileOf(problem.at)
    byFile.set(file, [...(byFile.get(file) ?? []), problem])
  }
  return [...byFile]
    .map(([file, group]) => ({ file, problems: group.sort(asRead) }))
    .sort((a, b) => worst(a) - worst(b) || a.file.localeCompare(b.file))
}

/** What a place says beyond its file: `13:5`, `node Store, field path`. Empty for the file as a whole. */
export function whereIn(at: Place, titleOf: (node: string) => string | undefined): string {
  if (at.line !== undefined)
    return at.column === undefined ? `${at.line}` : `${at.line}:${at.column}`
  const node = at.node === undefined ? undefined : (titleOf(at.node) ?? at.node)
  return [node, at.link && 'link', at.field].filter(Boolean).join(' · ')
}

function fileOf({ collection, name }: Place): string {
  return placeText({ collection, name })
}

function worst({ problems }: ProblemGroup): number {
  return Math.min(...problems.map(({ severity }) => order[severity]))
}

function asRead(a: Problem, b: Problem): number {
  return (
    (a.at.line ?? 0) - (b.at.line ?? 0) ||
    (a.at.column ?? 0) - (b.at.column ?? 0) ||
    order[a.severity] - order[b.severity]
  )
}
