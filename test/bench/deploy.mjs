/** Runs deploy.ts, bundled as the runtime is. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { forNode } from '../../build/bundle/entries.mjs'
import { dist, root } from '../../build/paths.mjs'
import { median, table } from './numbers.mjs'

export async function deploy() {
  const outfile = join(dist, 'bench/deploy.mjs')
  await build({
    entryPoints: [join(root, 'test/bench/deploy.ts')],
    outfile,
    bundle: true,
    ...forNode,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const { measureDeploy } = await import(pathToFileURL(outfile).href)
  const { first, deploy: deploys, serving } = await measureDeploy()
  const row = (name, values) => [name, median(values).toFixed(1), Math.max(...values).toFixed(1)]
  return table(
    ['300 services, 300 channels, one service changed', 'median ms', 'worst ms'],
    [
      row('from save to the new code having answered a request', serving),
      row('the deploy alone', deploys),
      ['the first deploy, all compiled', first.toFixed(0), ''],
    ],
  )
}
