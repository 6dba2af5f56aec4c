/** Runs history.ts, bundled as the runtime is. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { forNode } from '../../build/bundle/entries.mjs'
import { dist, root } from '../../build/paths.mjs'
import { table } from './numbers.mjs'

const count = Number(process.env.PATCHBAY_BENCH_EXCHANGES ?? 1_000_000)

export async function history() {
  const outfile = join(dist, 'bench/history.mjs')
  await build({
    entryPoints: [join(root, 'test/bench/history.ts')],
    outfile,
    bundle: true,
    ...forNode,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const { measureHistory } = await import(pathToFileURL(outfile).href)
  const figures = await measureHistory(count)
  const { size, bodies, first, last, all, files, opening, searched, memory } = figures
  const exchanges = count.toLocaleString('en-US')
  const words = [
    `${exchanges} exchanges of ${bodies.toFixed(0)} bytes of bodies in four messages, in ${files} files: `,
    `${size.toFixed(0)} bytes on disk each, indexes included; ${all.toFixed(0)} µs each to mask, pack, index and write `,
    `(first tenth ${first.toFixed(0)}, last tenth ${last.toFixed(0)}); opened in ${opening.toFixed(0)} ms; `,
    `resident memory ${memory[0].toFixed(0)} MB before the searches, ${memory[1].toFixed(0)} MB after.`,
  ].join('')
  const rows = searched.map(({ what, hits, median, worst }) => [
    what,
    hits,
    median.toFixed(1),
    worst.toFixed(1),
  ])
  return `${words}\n\n${table([`first page of a search in ${exchanges}`, 'hits', 'median ms', 'worst ms'], rows)}`
}
