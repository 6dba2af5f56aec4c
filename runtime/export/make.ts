/**
 * From a project to the files of an export, in memory: what a preview shows is what would be written. The same project and the
 * same Patchbay give the same bytes, whenever and wherever.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { definitions, standingTypes } from '../connectors/definitions.ts'
import { blocks } from '../model/blocks.ts'
import { check } from '../model/check.ts'
import type { ExportTarget } from '../model/export.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import type { FileText } from '../model/text.ts'
import { securityDefinitions } from '../security/definitions.ts'
import { type Compiled, compile } from '../services/compile.ts'
import { Sources } from '../services/sources.ts'
import { compiledFiles } from './compiled.ts'
import { connectorSource, type Kit, partsOf, readKit, securitySource } from './kit.ts'
import { digest, lockOf, lockPath } from './lock.ts'
import { bundlePackages } from './packages.ts'
import { readmeOf } from './readme.ts'
import { sbomOf } from './sbom.ts'
import { leaksIn, leakWords } from './secrets.ts'
import { type Subject, subjectOf, switchedOff } from './subject.ts'
import { composeFiles } from './targets/compose.ts'
import { dockerFiles } from './targets/docker.ts'
import { kubernetesFiles } from './targets/kubernetes.ts'
import { nodeFiles } from './targets/node.ts'

export interface Opened {
  /** Absolute. */
  folder: string
  files: readonly FileText[]
  project: Project
}

export interface MakeOptions {
  target: ExportTarget
  /** Values that are known here, by name: none of them may go out. */
  secrets: ReadonlyMap<string, string>
  /** Types of connectors besides those that the project has, for versions to come; `all` is every one. */
  more?: readonly string[]
  onStep?: (step: string, done: number, of: number) => void
}

export interface Made {
  /** Path -> bytes, sorted. Not all of them when something stands in the way. */
  files: ReadonlyMap<string, Uint8Array>
  /** What stands in the way of writing it; empty: nothing. */
  refusals: readonly string[]
  /** Of the project, as `patchbay check` finds them. */
  problems: readonly Problem[]
  warnings: readonly string[]
  /** Secrets without a value here, with where they are used. */
  missing: readonly { secret: string; uses: readonly string[] }[]
  /** Switched off in the project. */
  off: readonly string[]
}

const steps = ['check', 'services', 'packages', 'engine', 'secrets'] as const

export async function makeExport(
  { folder, files: read, project }: Opened,
  { target, secrets, more = [], onStep }: MakeOptions,
): Promise<Made> {
  const step = (name: (typeof steps)[number]) => onStep?.(name, steps.indexOf(name), steps.length)
  const refusals: string[] = []
  const refused = (thrown: unknown) => void refusals.push((thrown as Error).message)

  step('check')
  const problems = check(project, { connectors: definitions, blocks })
  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (errors > 0) {
    refusals.push(`The project has ${errors === 1 ? 'an error' : `${errors} errors`}.`)
  }
  const subject = subjectOf(project)
  const texts = new Map<string, string>()
  for (const { path, text } of read) texts.set(`project/${path}`, text)

  step('services')
  const compiled = await compileAll(project, folder).catch((thrown) => {
    refused(thrown)
    return []
  })
  for (const [path, text] of compiledFiles(project, compiled)) texts.set(path, text)

  step('packages')
  const own = await bundlePackages(compiled, folder).catch((thrown) => {
    refused(thrown)
    return { files: new Map<string, string>(), packages: [], warnings: [] }
  })
  for (const [path, text] of own.files) texts.set(path, text)

  step('engine')
  const kit = readKit()
  const parts = partsOf(kit, sourcesOf(project, more))
  const files = new Map<string, Uint8Array>()
  for (const [path, bytes] of engineFiles(kit, parts.files)) files.set(path, bytes)
  const materials = { version: kit.version, engine: parts.packages, own: own.packages }
  texts.set('sbom.cdx.json', sbomOf({ slug: subject.slug, ...materials }))
  for (const [path, text] of nodeFiles(subject)) texts.set(path, text)
  const image = `${subject.slug}:${contentOf(files, texts)}`
  for (const [path, text] of targetFiles(subject, target, image)) texts.set(path, text)
  const off = switchedOff(project)
  texts.set('README.md', readmeOf({ subject, target, version: kit.version, image, off }))
  for (const [path, text] of texts) files.set(path, Buffer.from(text))
  files.set(lockPath, Buffer.from(lockOf(files, { ...materials, target })))

  step('secrets')
  const leaks = leaksIn(files, secrets, (path) => path.startsWith('runtime/'))
  if (leaks.length > 0) refusals.push(leakWords(leaks))
  return {
    files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
    refusals,
    problems,
    warnings: own.warnings,
    missing: [...subject.secrets].flatMap(([secret, uses]) =>
      secrets.has(secret) ? [] : [{ secret, uses }],
    ),
    off,
  }
}

/** In the order of their paths. @throws Error that names the first which does not compile. */
async function compileAll({ services }: Project, folder: string): Promise<Compiled[]> {
  const sources = new Sources(services, folder)
  const paths = Object.keys(services).filter((path) => !path.endsWith('.d.ts'))
  return Promise.all(
    paths.sort().map(async (path) => {
      const { compiled, problems } = await compile(path, sources)
      if (compiled) return withoutImport(compiled)
      const [first] = problems
      throw new Error(`${path}:${first?.at.line ?? 1} does not compile: ${first?.message ?? ''}`)
    }),
  )
}

/**
 * import() in a service is Node's own, which looks for packages on the disk: in an export it asks for those that were bundled,
 * as require() does.
 */
async function withoutImport(compiled: Compiled): Promise<Compiled> {
  if (!/\bimport\s*\(/.test(compiled.code)) return compiled
  const { transform } = await import('esbuild')
  const map = Buffer.from(compiled.map).toString('base64')
  const { code, map: next } = await transform(
    `${compiled.code}\n//# sourceMappingURL=data:application/json;base64,${map}`,
    {
      ...{ format: 'cjs', platform: 'node', target: 'node20', charset: 'utf8' },
      ...{ sourcemap: 'external', sourcesContent: false },
      supported: { 'dynamic-import': false },
    },
  )
  return { ...compiled, code, map: next }
}

/** The sources of the systems that it uses, and of those that versions to come may. @throws Error about one that is none. */
function sourcesOf(project: Project, more: readonly string[]): Set<string> {
  const only = new Set(securityDefinitions.map(({ type }) => type))
  const connectors = definitions.filter(({ type }) => !only.has(type)).map(({ type }) => type)
  const guards = definitions.filter(({ security }) => security).map(({ type }) => type)
  const known = [...new Set([...connectors, ...guards])]
  const unknown = more.find((type) => type !== 'all' && !known.includes(type))
  if (unknown !== undefined) {
    throw new Error(`--with ${unknown}: must be all, or some of ${known.join(', ')}.`)
  }
  const isWanted = (type: string) => more.includes('all') || more.includes(type)
  const used = [...Object.values(project.channels), ...Object.values(project.connections)]
  const proofs = Object.values(project.security)
  return new Set([
    ...[...standingTypes, ...used.map(({ type }) => type), ...connectors.filter(isWanted)].map(
      connectorSource,
    ),
    ...[...proofs.map(({ type }) => type), ...guards.filter(isWanted)].map(securitySource),
  ])
}

function engineFiles(kit: Kit, names: readonly string[]): [path: string, bytes: Uint8Array][] {
  return names
    .flatMap((name) => [name, `${name}.map`])
    .map((name) => [`runtime/${name}`, readFileSync(join(kit.folder, name))])
}

function targetFiles(subject: Subject, target: ExportTarget, image: string): Map<string, string> {
  if (target === 'node') return new Map()
  return new Map([
    ...dockerFiles(subject),
    ...(target === 'compose' ? composeFiles(subject) : []),
    ...(target === 'kubernetes' ? kubernetesFiles(subject, image) : []),
  ])
}

/** Of what runs, as twelve hex digits: another content is another image. */
function contentOf(
  files: ReadonlyMap<string, Uint8Array>,
  texts: ReadonlyMap<string, string>,
): string {
  const all = [...files, ...texts].map(([path, bytes]) => `${path} ${digest(bytes)}`)
  return digest(all.sort().join('\n')).slice(0, 12)
}
