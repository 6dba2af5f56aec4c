/** All of it, or the parts named; the tables go to artefacts/bench.md and to the terminal. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { root } from '../../build/paths.mjs'
import { amqp } from './amqp.mjs'
import { bundleWatched, installOthers } from './contenders.mjs'
import { deploy } from './deploy.mjs'
import { designer } from './designer.mjs'
import { exported } from './export.mjs'
import { history } from './history.mjs'
import { http } from './http.mjs'
import { server } from './server.mjs'
import { startUp } from './start.mjs'
import { vault } from './vault.mjs'

const parts = {
  http,
  start: startUp,
  deploy,
  server,
  amqp,
  vault,
  history,
  export: exported,
  designer,
}

export async function bench(wanted) {
  const names = wanted.length > 0 ? wanted : Object.keys(parts)
  for (const name of names)
    if (!(name in parts))
      throw new Error(`There is no bench "${name}": ${Object.keys(parts).join(', ')}.`)
  installOthers()
  await bundleWatched()
  const sections = []
  for (const name of names) sections.push(await parts[name]())
  const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}. A shared machine: read the ratios.`
  const text = `${sections.join('\n\n')}\n\n${machine}\n`
  mkdirSync(join(root, 'artefacts'), { recursive: true })
  writeFileSync(join(root, 'artefacts/bench.md'), text)
  console.log(`\n${text}`)
}
