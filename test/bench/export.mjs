/** An exported server with a hundred services: how much it is, from its start to its first answer, and what it takes when idle. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../../build/paths.mjs'
import { run } from '../../build/run.mjs'
import { memoryOf } from './http.mjs'
import { median, table } from './numbers.mjs'

const services = 100
const rounds = 9
const idle = 3000

export async function exported() {
  const home = mkdtempSync(join(tmpdir(), 'patchbay-bench-export-'))
  try {
    const project = join(home, 'project')
    write(project, projectWith(services))
    const out = join(home, 'out')
    const began = performance.now()
    const program = join(root, 'build/patchbay.mjs')
    const { code, output } = await run(process.execPath, [program, 'export', project, '--out', out])
    if (code !== 0) throw new Error(output)
    const took = performance.now() - began
    const rows = []
    const bare = join(home, 'bare.mjs')
    writeFileSync(bare, bareServer)
    const server = [join(out, 'server.js'), '--port', '0']
    for (const [name, line] of [
      ['node:http alone', [bare]],
      ['node server.js', server],
      ['... with health', [...server, '--health-port', '0']],
    ]) {
      const times = []
      const work = []
      const memory = []
      for (let round = 0; round <= rounds; round++) {
        const found = await measure(line)
        // The first round fills the disk's cache.
        if (round === 0) continue
        times.push(found.time)
        work.push(found.work)
        memory.push(found.memory)
      }
      rows.push([
        name,
        median(times).toFixed(0),
        median(work).toFixed(0),
        median(memory).toFixed(0),
      ])
    }
    const size = (await sizeOf(out)) / 1024 / 1024
    return `${table(['exported, 100 services', 'start to first 200, ms', 'of it CPU, ms', 'idle RSS, MB'], rows)}\n\nMedians of ${rounds}, where the CPU's time is what a machine with nothing else to do would take; ${size.toFixed(1)} MB on disk; exported in ${(took / 1000).toFixed(1)} s, with nothing compiled before.`
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const bareServer = `import { createServer } from 'node:http'
const server = createServer((_request, response) => response.end('{}'))
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'hello answers at http://127.0.0.1:' + server.address().port }))
})
`

/** Of the process with all its threads, in milliseconds. Read from /proc, so Linux only. */
function workOf(pid) {
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .split(') ')[1]
    .split(' ')
    .slice(11, 13)
    .map(Number)
  // In ticks of 10 ms.
  return (user + system) * 10
}

async function measure(line) {
  const began = performance.now()
  const child = spawn(process.execPath, line, {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const address = await new Promise((resolve, reject) => {
      let output = ''
      child.stdout.on('data', (data) => {
        output += data
        const [, found] = /"msg":"hello answers at ([^"]+)"/.exec(output) ?? []
        if (found) resolve(found)
      })
      child.once('exit', () => reject(new Error(output)))
    })
    const answer = await fetch(address)
    const time = performance.now() - began
    const work = workOf(child.pid)
    if (!answer.ok) throw new Error(await answer.text())
    await answer.arrayBuffer()
    await new Promise((resolve) => setTimeout(resolve, idle))
    return { time, work, memory: memoryOf(child.pid) }
  } finally {
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
  }
}

function projectWith(count) {
  const files = { 'patchbay.json': JSON.stringify({ name: 'Many', format: 1, id: 'many' }) }
  for (let index = 0; index < count; index++) {
    const name = index === 0 ? 'hello' : `service-${index}`
    files[`services/${name}.ts`] = `import { Service } from 'patchbay'

/** One of many. */
export class Service${index} extends Service {
  static serviceName = '${name}'
  static io = { input: ['customer_id?', 'amount?'], output: ['is_accepted', 'amount'] } as const

  async handle() {
    const { amount } = this.request.input
    this.response.payload = { is_accepted: true, amount: amount ?? '${index}' }
  }
}
`
    files[`channels/${name}.json`] = JSON.stringify({
      ...{
        name,
        type: 'rest',
        isActive: true,
        path: `/${name}`,
        method: 'ANY',
        dataFormat: 'json',
      },
    })
    files[`flows/${name}.json`] = JSON.stringify({
      name,
      nodes: { in: { kind: 'channel', ref: name }, do: { kind: 'service', ref: name } },
      links: { l: { from: { node: 'in', port: 'out' }, to: { node: 'do', port: 'in' } } },
    })
  }
  return files
}

function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

async function sizeOf(folder) {
  const paths = await readdir(folder, { recursive: true })
  const sizes = paths.map((path) => statSync(join(folder, path))).filter((one) => one.isFile())
  return sizes.reduce((sum, { size }) => sum + size, 0)
}
