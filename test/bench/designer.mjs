/** Runs what is measured in the real window, on a display of its own where there is none. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { forNode } from '../../build/bundle/entries.mjs'
import { hasDisplay, startDisplay } from '../../build/display.mjs'
import { dist, root } from '../../build/paths.mjs'
import { median, table } from './numbers.mjs'

export async function designer() {
  const screen = hasDisplay() ? undefined : await startDisplay()
  if (screen) process.env.DISPLAY = screen.display
  try {
    return await measured()
  } finally {
    screen?.stop()
  }
}

async function measured() {
  return [await canvas(), await typing(), await payload()].join('\n\n')
}

async function canvas() {
  const { measureCanvas } = await bundled('canvas')
  const rows = (await measureCanvas()).map(({ name, frames, cpu, cards }) => [
    name,
    frames.perSecond.toFixed(0),
    frames.median.toFixed(0),
    frames.p95.toFixed(0),
    frames.longest.toFixed(0),
    cpu === undefined ? '' : cpu.toFixed(0),
    String(cards),
  ])
  return table(
    [
      '2,000 nodes on one canvas',
      'frames/s',
      'median ms',
      'p95 ms',
      'longest ms',
      'CPU ms a move',
      'cards drawn',
    ],
    rows,
  )
}

async function typing() {
  const { measureTyping } = await bundled('typing')
  const rows = (await measureTyping()).map(({ where, times, rate }) => {
    const sorted = [...times].sort((one, other) => one - other)
    const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? 0
    return [
      where,
      median(times).toFixed(0),
      p95.toFixed(0),
      Math.max(...times).toFixed(0),
      rate.toFixed(0),
    ]
  })
  return table(
    ['from a key to the picture, in', 'median ms', 'p95 ms', 'longest ms', 'messages/s'],
    rows,
  )
}

async function payload() {
  const { measurePayload } = await bundled('payload')
  const rows = Object.entries(await measurePayload()).map(([what, { picture, task }]) => [
    what,
    String(picture),
    String(task),
  ])
  return table(['100 MiB in the window', 'longest between pictures, ms', 'longest task, ms'], rows)
}

/** A file of `designer/`, with what it imports. */
async function bundled(name) {
  const outfile = join(dist, `bench/designer-${name}.mjs`)
  await build({
    entryPoints: [join(root, `test/bench/designer/${name}.ts`)],
    outfile,
    bundle: true,
    ...forNode,
    // The build's own files know by their place where the project is: they stay where they are.
    external: [...forNode.external, 'playwright-core', '../../build/*'],
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return import(pathToFileURL(outfile).href)
}
