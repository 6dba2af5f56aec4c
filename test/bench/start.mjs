/** From the process's start to its first answer, and what it takes when it has nothing to do. */
import { contenders, start } from './contenders.mjs'
import { memoryOf } from './http.mjs'
import { median, table } from './numbers.mjs'

const rounds = 7
const idle = 2000

export async function startUp() {
  const names = Object.keys(contenders).filter((name) => name !== 'Patchbay, watched')
  const times = Object.fromEntries(names.map((name) => [name, []]))
  const memory = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const { child, took, stop } = await start(name)
      await new Promise((resolve) => setTimeout(resolve, idle))
      // The first round fills caches: the disk's, and that of compiled services.
      if (round > 0) {
        times[name].push(took)
        memory[name].push(memoryOf(child.pid))
      }
      await stop()
    }
    console.log(`start: round ${round} of ${rounds}`)
  }
  const rows = names.map((name) => [
    name,
    median(times[name]).toFixed(0),
    median(memory[name]).toFixed(0),
  ])
  return `${table(['', 'cold start to first 200, ms', 'idle RSS, MB'], rows)}\n\nMedians of ${rounds}.`
}
