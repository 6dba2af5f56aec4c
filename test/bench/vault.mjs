/** What a channel that Vault guards costs more than an open one, once its answers are kept: CPU of the runtime for a request. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { forNode } from '../../build/bundle/entries.mjs'
import { dist, root } from '../../build/paths.mjs'
import { load } from './load.mjs'
import { median, table } from './numbers.mjs'

const rounds = 5
const options = { seconds: 3, connections: 32 }
// Of a clock tick in /proc, Linux's USER_HZ.
const tick = 10_000

const contenders = {
  'open, the same headers': '/open',
  'a token that is kept': '/guarded',
  'a token, and a capability on a path with a parameter': '/may/17',
}

export async function vault() {
  const server = await start()
  try {
    const measured = measure(server)
    const [open] = Object.values(measured)
    const rows = Object.entries(measured).map(([name, microseconds]) => [
      name,
      median(microseconds).toFixed(1),
      median(microseconds.map((one, round) => one - open[round])).toFixed(1),
    ])
    return `${table(['guarded by Vault', 'µs of CPU a request', 'more than open'], rows)}\n\n${rounds} rounds of ${options.seconds} s, ${options.connections} connections, medians; the difference is taken within each round.`
  } finally {
    server.child.kill('SIGKILL')
  }
}

function measure({ url, token, child }) {
  const measured = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, path] of Object.entries(contenders)) {
      const request = { path, headers: { 'X-Patchbay-Vault-Token': token } }
      const before = cpuOf(child.pid)
      const { rate } = load(url, request, options)
      const each = (cpuOf(child.pid) - before) / (rate * options.seconds)
      // The first round warms up.
      if (round > 0) measured[name].push(each)
    }
    console.log(`Vault: round ${round} of ${rounds}`)
  }
  return measured
}

async function start() {
  const outfile = join(dist, 'bench/patchbay-guarded.mjs')
  await build({
    entryPoints: [join(root, 'test/bench/servers/patchbay-guarded.ts')],
    outfile,
    bundle: true,
    ...forNode,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return { ...JSON.parse(String(line)), child }
}

/** Microseconds of CPU that a process has used so far, all its threads. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tick
}
