/** Runs history.ts and history-engine.ts, bundled as the runtime is. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { forNode } from '../../build/bundle/entries.mjs'
import { dist, root } from '../../build/paths.mjs'
import { table } from './numbers.mjs'

const count = Number(process.env.PATCHBAY_BENCH_EXCHANGES ?? 1_000_000)

export async function history() {
  const outdir = join(dist, 'bench')
  await build({
    entryPoints: [
      join(root, 'test/bench/history.ts'),
      join(root, 'test/bench/history-engine.ts'),
      join(root, 'runtime/store/store.worker.ts'),
    ],
    outdir,
    outExtension: { '.js': '.mjs' },
    entryNames: '[name]',
    bundle: true,
    ...forNode,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const file = (name) => pathToFileURL(join(outdir, `${name}.mjs`))
  const { measureEngine } = await import(file('history-engine').href)
  const engine = await measureEngine(file('store.worker'))
  const { measureHistory } = await import(file('history').href)
  const figures = await measureHistory(count)
  return [wordsOfEngine(engine), wordsOf(figures), tableOf(figures)].join('\n\n')
}

function wordsOfEngine({ rate, without, with: kept, leftOut, memory }) {
  return [
    `The engine's thread spends ${kept.toFixed(0)} µs of CPU on an exchange that is kept on disk, ${without.toFixed(0)} µs on one that is not `,
    `(${rate.toFixed(0)} a second, ${leftOut} left out). A runtime with a history takes ${memory.toFixed(0)} MB, runtime and all.`,
  ].join('')
}

function wordsOf({ size, bodies, first, last, all, files, opening, memory }) {
  return [
    `${count.toLocaleString('en-US')} exchanges of ${bodies.toFixed(0)} bytes of bodies in four messages, in ${files} files: `,
    `${size.toFixed(0)} bytes on disk each, indexes included; ${all.toFixed(0)} µs of CPU each to mask, pack, index and write `,
    `(first tenth ${first.toFixed(0)}, last tenth ${last.toFixed(0)}); opened in ${opening.toFixed(0)} ms; `,
    `resident memory ${memory[0].toFixed(0)} MB before the searches, ${memory[1].toFixed(0)} MB after.`,
  ].join('')
}

function tableOf({ searched }) {
  const rows = searched.map(({ what, hits, best, median, worst }) => [
    what,
    hits,
    best.toFixed(1),
    median.toFixed(1),
    worst.toFixed(1),
  ])
  const head = `first page of a search in ${count.toLocaleString('en-US')}`
  return table([head, 'hits', 'best ms', 'median ms', 'worst ms'], rows)
}
