/** A file deployed thousands of times leaves nothing behind. In a process of its own, whose heap nobody else fills. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { bundle } from '../../support/bundle.ts'
import { scratchFolder } from '../../support/scratch.ts'

// Each version is 50 KB of code and state: kept, three thousand of them would be 150 MB.
const reloads = `
import { prepare } from './table.ts'
const filler = Array.from({ length: 60 }, (_, n) => 'export function f' + n + '(a: number) { return a + ' + n + ' }').join('\\n')
const text = (n) => "import { Service } from 'patchbay'\\n" +
  'const state = new Array(5000).fill(' + n + ')\\n' + filler +
  '\\nexport class It extends Service { handle() { this.response.payload = state[0] } }'
let table
const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed }
let before
for (let n = 0; n < 3000; n++) {
  const path = 'services/it.ts'
  const prepared = await prepare(table, { [path]: { path, source: text(n) } })
  if (prepared.problems.length > 0) throw new Error(JSON.stringify(prepared.problems))
  table = prepared.table
  if (n === 200) before = heap()
}
console.log(JSON.stringify({ grown: heap() - before }))
process.exit(0)
`

it('keeps the heap as it is over three thousand deploys', async () => {
  const { reload = '' } = await bundle(scratchFolder(), {
    reload: { text: reloads, beside: 'runtime/services' },
  })
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', reload])
  const { grown } = JSON.parse(stdout) as { grown: number }
  expect(grown).toBeLessThan(8 * 1024 * 1024)
}, 240_000)
