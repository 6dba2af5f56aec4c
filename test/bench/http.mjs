/** Requests a second and latency, each contender in turn, several rounds; the ratio to fastify is taken within each round. */
import { readFileSync } from 'node:fs'
import { contenders, start } from './contenders.mjs'
import { cases, load, tool } from './load.mjs'
import { median, table } from './numbers.mjs'

const rounds = 5
const options = { seconds: 3, connections: 64 }

export async function http() {
  const names = Object.keys(contenders)
  const running = {}
  for (const name of names) running[name] = await start(name)
  const parts = []
  try {
    for (const [title, request] of Object.entries(cases))
      parts.push(measure(title, request, names, running))
  } finally {
    for (const name of names) await running[name].stop()
  }
  return `${parts.join('\n\n')}\n\n${tool}, ${options.connections} connections, ${rounds} rounds of ${options.seconds} s, medians; one process each.`
}

function measure(title, request, names, running) {
  const results = Object.fromEntries(names.map((name) => [name, []]))
  for (const name of names) load(running[name].url, request, { ...options, seconds: 2 })
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results[name].push(load(running[name].url, request, options))
    console.log(`${title}: round ${round + 1} of ${rounds}`)
  }
  const rows = names.map((name) => {
    const ratios = results[name].map(({ rate }, round) => rate / results.fastify[round].rate)
    const of = (key) => median(results[name].map((result) => result[key]))
    return [
      name,
      `${(of('rate') / 1000).toFixed(1)} k`,
      `${(median(ratios) * 100).toFixed(0)} %`,
      of('median').toFixed(2),
      of('p99').toFixed(2),
      `${memoryOf(running[name].child.pid).toFixed(0)}`,
    ]
  })
  return `${title}\n\n${table(['', 'requests/s', 'of fastify', 'median ms', 'p99 ms', 'RSS MB'], rows)}`
}

/** Resident memory after the load. Read from /proc, so Linux only. */
export function memoryOf(pid) {
  const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(pages?.[1] ?? Number.NaN) / 1000
}
