import { readFileSync } from 'node:fs'

/** Ticks of the kernel's clock in a second; the same on every Linux in use. */
const ticks = 100

/** Milliseconds of processor time that the processes have taken so far. undefined: this system does not tell. */
export function cpuOf(pids: readonly number[]): number | undefined {
  if (process.platform !== 'linux') return undefined
  return pids.reduce((sum, pid) => sum + cpuOfOne(pid), 0)
}

/** proc(5): the name may hold blanks and brackets; after it, utime and stime are the 12th and 13th fields. */
function cpuOfOne(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks
  } catch {
    // A process that has ended meanwhile takes nothing any more.
    return 0
  }
}
