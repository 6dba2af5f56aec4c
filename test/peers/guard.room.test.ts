import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { fill, scratchFolder } from '../support/scratch.ts'
import { waitFor } from '../support/wait-for.ts'

// Starts a process under guard in a folder, says its id, and goes on until it is killed.
const owner = `
import { spawn } from 'node:child_process'
import { openGuard } from './guard.ts'
const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
openGuard(process.argv[2] ?? '').watch(child)
console.log(child.pid)
`

it('ends what is guarded, and its folder, when its owner is killed', async () => {
  const programs = await bundle(scratchFolder(), { owner: { text: owner, beside: 'test/peers' } })
  const folder = scratchFolder()
  fill(folder, { 'some/file': '' })
  const child = spawn(process.execPath, [programs.owner ?? '', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  // A process without a working directory is dead, whether or not somebody has asked how it ended.
  const isThere = async () => [existsSync(`/proc/${line}/cwd`), existsSync(folder)]
  expect(await isThere()).toEqual([true, true])

  child.kill('SIGKILL')
  await waitFor(isThere, (there) => !there.includes(true))
})
