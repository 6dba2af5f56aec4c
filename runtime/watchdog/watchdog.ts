/**
 * Notices when something holds the event loop for longer than a second, and writes `PATCHBAY-BLOCKED {json}` with the place in
 * the service (`Blocked` of model/control.ts) to standard output, again every second while it lasts, and
 * `PATCHBAY-BLOCKED null` when it has let go. Whoever started the process reads it there.
 */
import { Worker } from 'node:worker_threads'
import { onMap } from '../services/source-maps.ts'

export interface WatchData {
  /** One 64-bit number: when the main thread last said that it lives, epoch milliseconds. */
  beats: BigInt64Array
  lateAfter: number
  every: number
  againEvery: number
}

export interface WatchdogOptions {
  /** The thread's own file. Default: beside this one, as bundled. */
  worker?: URL
  /** Milliseconds without a sign of life before it looks. Default 1,000. */
  lateAfter?: number
}

/** Returns how to stop it. Does not keep the process alive. */
export function startWatchdog(options: WatchdogOptions = {}): () => void {
  const beats = new BigInt64Array(new SharedArrayBuffer(8))
  const beat = () => Atomics.store(beats, 0, BigInt(Date.now()))
  beat()
  const heart = setInterval(beat, 200)
  heart.unref()
  const workerData: WatchData = {
    beats,
    lateAfter: options.lateAfter ?? 1000,
    every: 250,
    againEvery: 1000,
  }
  const worker = new Worker(options.worker ?? new URL('./watchdog.worker.js', import.meta.url), {
    workerData,
  })
  worker.unref()
  // It is a help, not a part of the work: when it fails, messages go on.
  worker.on('error', (error) => process.emitWarning(`The watchdog stopped: ${error.message}`))
  const unmap = onMap((script, map) => worker.postMessage({ script, map }))
  return () => {
    unmap()
    clearInterval(heart)
    void worker.terminate()
  }
}
