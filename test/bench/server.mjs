/** A server as it is operated: one process and workers, what being measured and traced costs, releases under load. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { request } from 'node:https'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dist } from '../../build/paths.mjs'
import { project } from './contenders.mjs'
import { memoryOf } from './http.mjs'
import { cases, load } from './load.mjs'
import { median, table } from './numbers.mjs'

const rounds = 3
const how = { seconds: 5, connections: 50 }
const releases = 20
const service = 'services/bench.ts'

export async function server() {
  const scratch = mkdtempSync(join(tmpdir(), 'patchbay-bench-server-'))
  const collector = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end())
  })
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}` }
  try {
    const rows = []
    const ways = [
      ['one process', [], {}],
      ['the same, scraped every second', ['--health-port', '0'], {}],
      ['the same, every exchange traced', [], otlp],
      ['one worker', ['--workers', '1'], {}],
      ['two workers', ['--workers', '2'], {}],
    ]
    for (const [name, options, env] of ways) rows.push([name, ...(await serving(options, env))])
    const switching = await switched(scratch)
    return [
      table(['GET, small JSON', 'requests/s', 'p99 ms', 'RSS of all, MB'], rows),
      '',
      table(
        [`${releases} releases in a row at 500 requests/s`, 'median ms', 'worst ms'],
        switching,
      ),
    ].join('\n')
  } finally {
    collector.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function serving(options, env) {
  const port = await freePort()
  const { child, health } = await start(project, ['--port', String(port), ...options], env)
  const scraping = health && setInterval(() => void fetch(`${health}/metrics`), 1000)
  try {
    const [, small] = Object.entries(cases)[0]
    const results = []
    for (let round = 0; round <= rounds; round++) {
      const result = load(`http://127.0.0.1:${port}`, small, how)
      // The first warms up.
      if (round > 0) results.push(result)
    }
    const memory = familyOf(child.pid).reduce((sum, pid) => sum + memoryOf(pid), 0)
    return [
      median(results.map(({ rate }) => rate)).toFixed(0),
      median(results.map(({ p99 }) => p99)).toFixed(1),
      memory.toFixed(0),
    ]
  } finally {
    clearInterval(scraping)
    await stop(child)
  }
}

async function switched(scratch) {
  const rows = []
  for (const options of [[], ['--workers', '2']]) {
    const folder = join(scratch, `project-${options.length}`)
    cpSync(project, folder, { recursive: true })
    const times = await releasing(folder, options, scratch)
    const name = options.length === 0 ? 'one process' : 'two workers'
    rows.push([
      `${name}, activation as its caller sees it`,
      median(times).toFixed(0),
      Math.max(...times).toFixed(0),
    ])
  }
  return rows
}

async function releasing(folder, options, scratch) {
  const [port, adminPort] = [await freePort(), await freePort()]
  const [cert, key] = [join(scratch, 'c.pem'), join(scratch, 'k.pem')]
  spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=bench'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ])
  const token = randomBytes(24).toString('hex')
  const admin = ['--admin', `127.0.0.1:${adminPort}`, '--admin-cert', cert, '--admin-key', key]
  const { child } = await start(folder, ['--port', String(port), ...options, ...admin], {
    PATCHBAY_ADMIN_TOKEN: token,
  })
  const ids = ['one', 'two'].map((words) => uploaded(folder, words, { adminPort, cert, token }))
  const call = (path) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` }
      const to = { host: '127.0.0.1', port: adminPort, path, method: 'POST', headers }
      request({ ...to, ca: readFileSync(cert) }, (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode))
      })
        .once('error', reject)
        .end()
    })
  const steady = setInterval(() => {
    for (let count = 0; count < 5; count++) void fetch(`http://127.0.0.1:${port}/get`)
  }, 10)
  const times = []
  try {
    for (let index = 0; index < releases; index++) {
      const began = performance.now()
      const status = await call(`/v1/releases/${ids[index % 2]}/activate`)
      if (status !== 200) throw new Error(`An activation was answered ${status}.`)
      times.push(performance.now() - began)
    }
  } finally {
    clearInterval(steady)
    await stop(child)
  }
  return times
}

/** @returns The id of a release with these words in a service of it. */
function uploaded(folder, words, { adminPort, cert, token }) {
  appendFileSync(join(folder, service), `\n// ${words}\n`)
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...[join(dist, 'runtime/main.js'), 'deploy', folder, '--dry-run', '--no-types'],
      ...['--to', `https://127.0.0.1:${adminPort}`, '--ca', cert],
    ],
    { encoding: 'utf8', env: { ...process.env, PATCHBAY_ADMIN_TOKEN: token } },
  )
  const id = /Uploaded as (\w+)/.exec(stdout)?.[1]
  if (!id) throw new Error(`It was not uploaded: ${stderr}`)
  return id
}

async function start(folder, options, env) {
  const args = [join(dist, 'runtime/main.js'), 'run', folder, '--no-watch', ...options]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const workers = options.includes('--workers')
    ? Number(options[options.indexOf('--workers') + 1])
    : 1
  let text = ''
  await new Promise((resolve, reject) => {
    child.once('exit', (status) => reject(new Error(`It ended: ${status}\n${text}`)))
    child.stdout.on('data', (part) => {
      text += part
      if ((text.match(/ runs\."/g) ?? []).length >= workers) resolve()
    })
  })
  return { child, health: /Health and metrics at (\S+)\."/.exec(text)?.[1] }
}

async function stop(child) {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

function familyOf(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return [pid, ...stdout.split('\n').map(Number).filter(Boolean)]
}

function freePort() {
  return new Promise((resolve) => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}
