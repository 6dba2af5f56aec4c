/** Load from a process of its own: wrk where it is installed, autocannon otherwise. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const hasWrk = spawnSync('wrk', ['--version']).error === undefined
const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))

export const tool = hasWrk ? 'wrk' : 'autocannon'

const text = JSON.stringify({
  id: 1,
  name: 'x'.repeat(400),
  list: Array.from({ length: 60 }, (_, n) => n * 1001),
  more: 'y'.repeat(200),
})

export const cases = {
  'GET, small JSON': { path: '/get' },
  [`POST, ${text.length} bytes of JSON, parsed and sent back`]: {
    path: '/echo',
    method: 'POST',
    body: text,
  },
}

/** Requests a second, and milliseconds at the median and the 99th percentile. */
export function load(url, { path, method = 'GET', body, headers = {} }, how) {
  const measured = hasWrk ? withWrk : withAutocannon
  return measured(url + path, { method, body, headers }, how)
}

function withWrk(url, { method, body, headers }, { seconds, connections }) {
  const script = join(folder, `${method}.lua`)
  const lines = [`wrk.method = "${method}"`]
  for (const [name, value] of Object.entries(headers)) {
    lines.push(`wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`)
  }
  if (body)
    lines.push(`wrk.body = [==[${body}]==]`, 'wrk.headers["Content-Type"] = "application/json"')
  writeFileSync(script, lines.join('\n'))
  const { stdout } = spawnSync(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, url],
    {
      encoding: 'utf8',
    },
  )
  const failed = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1]
  if (failed) throw new Error(`${failed} requests to ${url} were not answered well.`)
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    median: milliseconds(/50%\s+(\S+)/.exec(stdout)?.[1]),
    p99: milliseconds(/99%\s+(\S+)/.exec(stdout)?.[1]),
  }
}

function milliseconds(text = '') {
  const [, number, unit] = /([\d.]+)(us|ms|s)/.exec(text) ?? []
  return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit]
}

function withAutocannon(url, { method, body, headers }, { seconds, connections }) {
  const args = [
    require.resolve('autocannon/autocannon.js'),
    '-j',
    '-m',
    method,
    '-c',
    String(connections),
    '-d',
    String(seconds),
  ]
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}=${value}`)
  if (body) args.push('-b', body, '-H', 'content-type=application/json')
  const { stdout } = spawnSync(process.execPath, [...args, url], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const { requests, latency, non2xx } = JSON.parse(stdout)
  if (non2xx > 0) throw new Error(`${non2xx} requests to ${url} were not answered well.`)
  return { rate: requests.average, median: latency.p50, p99: latency.p99 }
}
