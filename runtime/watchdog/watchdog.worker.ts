/**
 * The watchdog's thread. A quarter of a second at a time it looks at the main thread's heartbeat. When that is late, it
 * connects to the main thread's inspector, pauses it for a moment (V8 interrupts even an endless loop), reads where it is
 * and lets it go on. It speaks by itself, to standard output, because the blocked thread can pass nothing on.
 */
import { writeSync } from 'node:fs'
import { type Debugger, Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { Blocked } from '../model/control.ts'
import type { WatchData } from './watchdog.ts'

const { beats, lateAfter, every, againEvery } = workerData as WatchData
const maps = new Map<string, string>()
let toldAt = 0
let lateSince = 0
let isLooking = false

// Maps come ahead of trouble: when there is trouble, nobody could send them.
parentPort?.on('message', ({ script, map }: { script: string; map: string }) => {
  maps.set(script, map)
  const versions = [...maps.keys()].filter((name) => pathOf(name) === pathOf(script))
  for (const old of versions.slice(0, -4)) maps.delete(old)
})

setInterval(() => {
  const now = Date.now()
  const late = now - Number(Atomics.load(beats, 0))
  if (late < lateAfter) {
    if (toldAt !== 0) tell(null)
    lateSince = 0
    toldAt = 0
    return
  }
  if (lateSince === 0) lateSince = now - late
  if (!isLooking && now - toldAt >= againEvery) look()
}, every)

function look(): void {
  isLooking = true
  const session = new Session()
  session.connectToMainThread()
  // By id: a frame's own url is empty. All scripts there are come before the pause.
  const scripts = new Map<string, string>()
  session.on('Debugger.scriptParsed', ({ params }) =>
    scripts.set(params.scriptId, scriptOf(params.url)),
  )
  session.on('Debugger.paused', ({ params }) => {
    session.post('Debugger.resume', () => {
      session.post('Debugger.disable')
      session.disconnect()
      isLooking = false
      toldAt = Date.now()
      tell({ since: toldAt - lateSince, ...placeOf(params.callFrames, scripts) })
    })
  })
  session.post('Debugger.enable', () => session.post('Debugger.pause'))
}

/** The innermost frame that is in a service: what the engine or a library does there, it does for that line. */
function placeOf(
  frames: readonly Debugger.CallFrame[],
  scripts: ReadonlyMap<string, string>,
): Partial<Blocked> {
  for (const { location } of frames) {
    const script = scripts.get(location.scriptId) ?? ''
    const map = maps.get(script)
    if (map === undefined) continue
    const found = originalPositionFor(new TraceMap(map), {
      line: location.lineNumber + 1,
      column: location.columnNumber ?? 0,
    })
    const name = (found.source ?? pathOf(script)).replace(/^project:/, '')
    const at = { collection: 'services', name } as const
    return { at: found.line === null ? at : { ...at, line: found.line, column: found.column + 1 } }
  }
  return {}
}

/** The inspector makes an address of a script's name: `file:///home/me/hub/services/billing.ts%3Fv=3`. */
function scriptOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url).replaceAll('\\', '/') : url
}

function pathOf(script: string): string {
  return script.slice(0, script.indexOf('?'))
}

function tell(blocked: Blocked | null): void {
  writeSync(1, `PATCHBAY-BLOCKED ${JSON.stringify(blocked)}\n`)
}
