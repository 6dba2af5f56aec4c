/** Who is measured: how each is started on a port. Packages of others are installed once, into a cache outside the project. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { forNode } from '../../build/bundle/entries.mjs'
import { cache, dist, root } from '../../build/paths.mjs'

const here = join(root, 'test/bench')
const packages = join(cache, 'bench')

// The newest of each that runs on Node 20.
const others = { fastify: '5', 'node-red': '4', express: '4' }

export function installOthers() {
  if (existsSync(join(packages, 'node_modules/node-red'))) return
  mkdirSync(packages, { recursive: true })
  writeFileSync(
    join(packages, 'package.json'),
    JSON.stringify({ private: true, dependencies: others }),
  )
  console.log('Fetching fastify and Node-RED, once ...')
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: packages,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('fastify and Node-RED could not be installed.')
}

/** The bench's own entry, with the runtime in it, as the bundler would make it. */
export async function bundleWatched() {
  await build({
    entryPoints: [join(here, 'servers/patchbay-watched.ts')],
    outfile: join(dist, 'bench/patchbay-watched.mjs'),
    bundle: true,
    ...forNode,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
}

export const project = join(here, 'project')

/** Arguments for node, given a port. */
export const contenders = {
  'node:http': (port) => [join(here, 'servers/node-http.mjs'), port],
  fastify: (port) => [join(here, 'servers/fastify.mjs'), port],
  'Node-RED': (port) => [join(here, 'servers/node-red.mjs'), port],
  Patchbay: (port) => [
    join(dist, 'runtime/main.js'),
    'run',
    project,
    '--port',
    port,
    '--log',
    'silent',
    '--no-watch',
  ],
  'Patchbay, watched': (port) => [join(dist, 'bench/patchbay-watched.mjs'), project, port],
}

/** Starts one on a free port; resolves when it answers, with how long that took in milliseconds. */
export async function start(name) {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, contenders[name](String(port)), {
    env: { ...process.env, NODE_ENV: 'production', BENCH_PACKAGES: packages },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  // Whatever ends this process, what it started ends with it.
  process.once('exit', () => child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(`${url}/get`))) {
    if (child.exitCode !== null)
      throw new Error(`${name} ended with ${child.exitCode} before it answered.`)
    if (performance.now() - began > 60_000)
      throw new Error(`${name} did not answer within a minute.`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const took = performance.now() - began
  return { child, url, took, stop: () => stop(child) }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function answers(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

function stop(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })
}
