/**
 * `patchbay diff`: a project beside its last commit, another commit, or another folder. Exit status as of diff(1): 0 when they
 * are the same, 1 when they differ, 2 when they could not be compared.
 */
import { projectAt } from '../folder/git/past.ts'
import { compare, type Difference, type FieldDifference, fieldsOf } from '../model/compare.ts'
import { shortId } from '../model/past.ts'
import type { Project } from '../model/project.ts'
import { fromFiles } from '../model/text.ts'
import { openFolder } from './open.ts'

export interface DiffOptions {
  /** Default HEAD. */
  git?: string
  layout?: boolean
  json?: boolean
}

interface Other {
  words: string
  project: Project
}

const signs = { added: '+', removed: '-', changed: '~' } as const
/** Longer values are cut: who wants all of them asks for JSON. */
const longest = 70

export async function diff(
  path: string,
  other: string | undefined,
  options: DiffOptions,
): Promise<void> {
  try {
    if (other !== undefined && options.git !== undefined)
      throw new Error('Compare with a folder or with --git REF, not with both.')
    const { folder, project } = await openFolder(path)
    const before = other === undefined ? await atCommit(folder, options.git) : await inFolder(other)
    const all = compare(before.project, project)
    const found = options.layout ? all : all.filter(({ collection }) => collection !== 'layouts')
    process.stdout.write(options.json ? asJson(before.words, found) : asText(before.words, found))
    process.exitCode = found.length === 0 ? 0 : 1
  } catch (error) {
    process.stderr.write(`patchbay: ${(error as Error).message}\n`)
    process.exitCode = 2
  }
}

async function atCommit(folder: string, name = 'HEAD'): Promise<Other> {
  const { commit, files } = await projectAt(folder, name)
  const words = `commit ${shortId(commit.id)}, ${commit.title}`
  return { words, project: fromFiles(files).project }
}

async function inFolder(path: string): Promise<Other> {
  const { folder, project } = await openFolder(path)
  return { words: folder, project }
}

function asJson(before: string, found: readonly Difference[]): string {
  const differences = found.map(({ collection, key, kind, ...values }) => ({
    collection,
    name: key,
    kind,
    fields: fieldsOf(values),
  }))
  return `${JSON.stringify({ before, differences }, undefined, 2)}\n`
}

function asText(before: string, found: readonly Difference[]): string {
  if (found.length === 0) return `Nothing differs from ${before}.\n`
  const lines = found.flatMap(({ collection, key, kind, ...values }) => [
    `${signs[kind]} ${collection === 'project' ? 'patchbay.json' : `${collection}/${nameOf(key)}`}`,
    ...(kind === 'changed' ? fieldsOf(values).map(line) : []),
  ])
  return [`Beside ${before}:`, ...lines, ''].join('\n')
}

/** The key of a service is its path. */
function nameOf(key: string): string {
  return key.replace(/^services\//, '')
}

function line({ path, kind, before, after }: FieldDifference): string {
  const words = `    ${signs[kind]} ${path.join('.')}`
  if (kind === 'added') return `${words}: ${short(after)}`
  if (kind === 'removed') return `${words}: ${short(before)}`
  return `${words}: ${short(before)} -> ${short(after)}`
}

function short(value: unknown): string {
  if (typeof value === 'string' && value.includes('\n')) {
    const count = value.split('\n').length
    return `(${count} lines)`
  }
  const text = JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}...` : text
}
