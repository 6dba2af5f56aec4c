/**
 * Notices when something holds the event loop for longer than a second, and writes `PATCHBAY-BLOCKED {json}` with the place in
 * the service (`Blocked` of model/control.ts) to standard output, again every second while it lasts, and
 * `PATCHBAY-BLOCKED null` when it has let go. Whoever started the process reads it there: the held thread can pass nothing
 * on, and a port of Electron's cannot be given to a worker. On a server it writes lines like the log's others instead.
 */
import { Worker } from 'node:worker_threads'
import { whatRuns } from '../services/what-runs.ts'
import { type Describe, describeKey, type WatchData } from './watch-data.ts'

export interface WatchdogOptions {
  /** The thread's own file. Default: beside this one, as bundled. */
  worker?: URL
  /** Milliseconds without a sign of life before it looks. Default 1,000. */
  lateAfter?: number
  /** log: as lines of the log, again every 10 s, for a server. Default: mark. */
  says?: WatchData['says']
}

/** Returns how to stop it. Does not keep the process alive. */
export function startWatchdog(options: WatchdogOptions = {}): () => void {
  // Somebody who stands at a breakpoint holds the thread on purpose.
  if (process.execArgv.some((argument) => argument.startsWith('--inspect'))) return () => undefined
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const heart = setInterval(() => Atomics.add(beats, 0, 1), 200)
  heart.unref()
  // The thread can reach nothing of us but what is global here.
  const describe: Describe = whatRuns
  Object.assign(globalThis, { [Symbol.for(describeKey)]: describe })
  const says = options.says ?? 'mark'
  const workerData: WatchData = {
    beats,
    lateAfter: options.lateAfter ?? 1000,
    every: 250,
    againEvery: says === 'log' ? 10_000 : 1000,
    says,
  }
  const worker = new Worker(options.worker ?? new URL('./watchdog.worker.js', import.meta.url), {
    workerData,
    // It holds next to nothing; the default would reserve as much as the main thread's.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  })
  worker.unref()
  // It is a help, not a part of the work: when it fails, messages go on.
  worker.on('error', (error) => process.emitWarning(`The watchdog stopped: ${error.message}`))
  return () => {
    clearInterval(heart)
    void worker.terminate()
  }
}
