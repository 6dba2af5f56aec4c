/**
 * Notices when something holds the event loop for longer than a second, and writes `PATCHBAY-BLOCKED {json}` with the place in
 * the service (`Blocked` of model/control.ts) to standard output, again every second while it lasts, and
 * `PATCHBAY-BLOCKED null` when it has let go. Whoever started the process reads it there: the held thread can pass nothing
 * on, and a port of Electron's cannot be given to a worker. On a server it writes lines like the log's others instead.
 *
 * When the time of the message is up that the service works on, and it holds the loop still, the process is ended with exit
 * code 70, after `PATCHBAY-ENDED {json}`: nothing else can stop a loop, and all other messages wait for it. Whoever
 * started the process starts it again.
 */
import { Worker } from 'node:worker_threads'
import type { Blocked } from '../model/control.ts'
import { whatRuns } from '../services/what-runs.ts'
import { exitCode, type Found, type HeldThread, heldKey, type WatchData } from './watch-data.ts'

/** The messages under way, as far as the watchdog must know them. */
export interface Work {
  /** Epoch milliseconds in memory that threads share: when the time of all that is under way is up. */
  lastDeadline: Float64Array
  /** Of the message with this cid, or, with none, of the one that whatever runs now works for, if that can be told. */
  of(cid: string | undefined): Found | undefined
  /** The process is about to be ended because of this. What is to be done must be done when it returns. */
  note(blocked: Blocked): void
}

export interface WatchdogOptions {
  work: Work
  /** The thread's own file. Default: beside this one, as bundled. */
  worker?: URL
  /** Milliseconds without a sign of life before it looks. Default 1,000. */
  lateAfter?: number
  /** Milliseconds that a service must hold the loop to be ended, its message's time being up. Default 5,000. */
  leastHeld?: number
  /** Milliseconds that whatever belongs to no known message may hold it, no message's time being left. Default 60,000. */
  limit?: number
  /** log: as lines of the log, again every 10 s, for a server. Default: mark. */
  says?: WatchData['says']
}

/** Returns how to stop it. Does not keep the process alive. */
export function startWatchdog(options: WatchdogOptions): () => void {
  // Somebody who stands at a breakpoint holds the thread on purpose.
  if (process.execArgv.some((argument) => argument.startsWith('--inspect'))) return () => undefined
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const heart = setInterval(() => Atomics.add(beats, 0, 1), 200)
  heart.unref()
  const { work, says = 'mark' } = options
  // The thread can reach nothing of us but what is global here.
  Object.assign(globalThis, { [Symbol.for(heldKey)]: heldThread(work) })
  const workerData: WatchData = {
    beats,
    lastDeadline: work.lastDeadline,
    lateAfter: options.lateAfter ?? 1000,
    every: 250,
    lookEvery: 1000,
    againEvery: says === 'log' ? 10_000 : 1000,
    leastHeld: options.leastHeld ?? 5000,
    limit: options.limit ?? 60_000,
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

function heldThread(work: Work): HeldThread {
  return {
    describe(script, line, column, self) {
      const found = script === '' ? {} : whatRuns(script, line, column, self)
      // The frame's own line is nearer than what is known of the message.
      return { ...work.of(found.cid), ...found }
    },
    note: (blocked) => work.note(blocked),
    leave: () => process.exit(exitCode),
  }
}
