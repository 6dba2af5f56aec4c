/** Runs amqp.ts and amqp-memory.ts, bundled as the runtime is. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { forNode } from '../../build/bundle/entries.mjs'
import { dist, root } from '../../build/paths.mjs'
import { median, table } from './numbers.mjs'

const counts = [0, 1, 100, 1000]

export async function amqp() {
  const { withRabbit, measureConsuming, measurePublishing } = await import(
    pathToFileURL(await bundled('amqp')).href
  )
  const memory = await bundled('amqp-memory')
  return withRabbit(async (rabbit) => {
    const rates = [
      ['consume, prefetch 100', await measureConsuming(rabbit)],
      ['publish, 100 in flight', await measurePublishing(rabbit, 100)],
      ['publish, 1,000 in flight', await measurePublishing(rabbit, 1000)],
    ]
    return `${rateTable(rates)}\n\n${await memoryTable(rabbit, memory)}`
  })
}

function rateTable(sections) {
  const rows = sections.flatMap(([what, contenders]) => {
    const base = median(contenders[0].rates)
    return contenders.map(({ name, rates }) => [
      what,
      name,
      Math.round(median(rates)).toLocaleString('en'),
      (median(rates) / base).toFixed(2),
    ])
  })
  return table(['RabbitMQ, 1 KiB', '', 'messages a second', 'ratio'], rows)
}

async function memoryTable(rabbit, program) {
  const rows = []
  for (const connection of ['shared', 'own']) {
    const measured = []
    for (const count of counts) measured.push(await memoryOf(rabbit, program, count, connection))
    const [none, ...others] = measured
    rows.push([
      connection === 'own' ? 'a connection of its own' : 'a shared connection',
      ...others.map(({ heap, rss }, index) => {
        const each = (value, base) => ((value - base) / counts[index + 1] / 1024).toFixed(1)
        // A single one's is lost in that of the whole process.
        const resident = counts[index + 1] === 1 ? '' : ` / ${each(rss, none.rss)}`
        return each(heap, none.heap) + resident
      }),
    ])
  }
  const head = counts.slice(1).map((count) => `${count.toLocaleString('en')} more`)
  return table(['one more AMQP channel, KiB of heap / of RSS', ...head], rows)
}

async function memoryOf(rabbit, program, count, connection) {
  const { host, port, user, password } = rabbit
  const { name } = await rabbit.newVhost()
  const broker = JSON.stringify({ host, port, user, password, vhost: name })
  const output = execFileSync(
    process.execPath,
    ['--expose-gc', program, String(count), connection, broker],
    { encoding: 'utf8', timeout: 180_000 },
  )
  return JSON.parse(output)
}

async function bundled(name) {
  const outfile = join(dist, `bench/${name}.mjs`)
  await build({
    entryPoints: [join(root, `test/bench/${name}.ts`)],
    outfile,
    bundle: true,
    ...forNode,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outfile
}
