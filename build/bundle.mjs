// Makes dist out of the sources. Needs node_modules. Only what changed is made again, and an entry
// that does not exist is left out with a line.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { builds } from './bundle/entries.mjs'
import { keyOf, readStamp, statesOf, writeStamp } from './bundle/stamp.mjs'
import { buildTypes } from './bundle/types.mjs'
import { removeOutputs, writeOutput } from './bundle/write.mjs'
import { alone } from './lock.mjs'
import { dist, root } from './paths.mjs'
import { Refusal, say } from './say.mjs'

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Names that the sources leave to us: texts of code. */
const define = {
  'process.env.NODE_ENV': JSON.stringify('production'),
  PATCHBAY_VERSION: JSON.stringify(version),
}

/**
 * Brings dist up to date. When a source does not compile, the builds that do not need it are made all
 * the same, and then it refuses with places and reasons.
 */
export function bundle() {
  return alone(dist, async () => {
    const begun = Date.now()
    const types = buildTypes().then((isMade) => (isMade ? 'types' : undefined))
    const made = await Promise.allSettled([...builds().map(make), types])
    copyPage()
    const names = made.flatMap((result) => (result.status === 'fulfilled' && result.value) || [])
    if (names.length > 0)
      say(`✓ built ${names.join(', ')} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
    const failures = made.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    const stray = failures.find((failure) => !(failure instanceof Refusal))
    if (stray) throw stray
    if (failures.length > 0) throw new Refusal(failures.map(({ message }) => message).join('\n'))
  })
}

/**
 * @param {import('./bundle/entries.mjs').Build} build
 * @returns {Promise<string | undefined>} its name, if there was something to do
 */
async function make({ name, entries, options, describe }) {
  const all = Object.entries(entries)
  const present = all.filter(([, source]) => existsSync(join(root, source)))
  for (const entry of all)
    if (!present.includes(entry)) say(`  ${entry[1]} does not exist; left out of the build`)
  if (present.length === 0) return undefined
  const key = keyOf([present, options, define])
  const { isCurrent, written } = readStamp(name, key)
  if (isCurrent) return undefined
  const begun = Date.now()
  const { sources, files } = await compile(name, Object.fromEntries(present), options, describe)
  for (const [path, bytes] of files) writeOutput(path, bytes)
  const outputs = files.map(([path]) => path)
  const stale = removeOutputs(written, outputs)
  writeStamp(name, { key, sources: statesOf(sources, begun), outputs, stale })
  return name
}

/**
 * @param {string} name
 * @param {Record<string, string>} entryPoints
 * @param {import('esbuild').BuildOptions} options
 * @param {import('./bundle/entries.mjs').Build['describe']} describe
 * @returns {Promise<{ sources: string[], files: [path: string, bytes: Uint8Array][] }>}
 */
async function compile(name, entryPoints, options, describe) {
  // Only now: start and test import this file before node_modules may exist.
  const esbuild = await import('esbuild')
  const result = await esbuild
    .build({
      sourcemap: 'linked',
      minifySyntax: true,
      legalComments: 'none',
      define,
      ...options,
      entryPoints,
      absWorkingDir: root,
      outdir: dist,
      bundle: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    .catch(async (/** @type {import('esbuild').BuildFailure} */ failure) => {
      if (!failure.errors) throw failure
      const texts = await esbuild.formatMessages(failure.errors, { kind: 'error' })
      throw new Refusal(`The ${name} does not compile:\n${texts.join('')}`)
    })
  const sources = Object.keys(result.metafile.inputs).filter(
    (source) => !source.startsWith('node_modules/') && !source.includes(':'),
  )
  /** @type {[path: string, bytes: Uint8Array][]} */
  const files = result.outputFiles.map((file) => [relative(dist, file.path), file.contents])
  return { sources, files: [...files, ...(describe?.(result.metafile, files) ?? [])] }
}

function copyPage() {
  const page = join(root, 'renderer/index.html')
  if (existsSync(page)) writeOutput('renderer/index.html', readFileSync(page))
}
