/**
 * The watchdog's thread. A quarter of a second at a time it looks at the main thread's heartbeat. When that is late, it
 * connects to the main thread's inspector, pauses it for a moment (V8 interrupts even an endless loop), asks it what it is
 * in, and lets it go on. It speaks by itself, to standard output, because the held thread can pass nothing on.
 */
import { writeSync } from 'node:fs'
import { type Debugger, Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'
import { workerData } from 'node:worker_threads'
import type { Blocked } from '../model/control.ts'
import { logLine, markedLine } from './lines.ts'
import { describeKey, type WatchData } from './watch-data.ts'

const { beats, lateAfter, every, againEvery, says } = workerData as WatchData
// A recursion without end has thousands; what matters is near the top.
const mostFrames = 50
// Milliseconds. What asks the held thread is ours and short; the thread must not be held by us, whatever happens there.
const longestAnswer = 500

let beat = -1
/** How often it was looked since the last beat. Counted, for a clock goes on while a computer sleeps or a process is stopped. */
let looks = 0
let aliveAt = performance.now()
let toldAt: number | undefined
let session: Session | undefined

setInterval(() => {
  const now = performance.now()
  const last = beat
  beat = Atomics.load(beats, 0)
  if (beat !== last) {
    if (toldAt !== undefined) tell(null)
    looks = 0
    aliveAt = now
    toldAt = undefined
    return
  }
  looks++
  if (looks * every < lateAfter) return
  if (toldAt !== undefined && now - toldAt < againEvery) return
  // A look that has not come back yet: the thread is outside of JavaScript, in a call that waits.
  if (session) tellHeld({})
  else session = look()
}, every)

function look(): Session {
  const looking = new Session()
  looking.connectToMainThread()
  // By id: a frame's own url is empty. All scripts there are come before the pause.
  const scripts = new Map<string, string>()
  looking.on('Debugger.scriptParsed', ({ params }) => {
    scripts.set(params.scriptId, scriptOf(params.url))
  })
  looking.on('Debugger.paused', ({ params }) => {
    void describe(looking, params.callFrames.slice(0, mostFrames), scripts).then((found) => {
      // Nothing may come before this: a thread that is not resumed is lost.
      looking.post('Debugger.resume', () => {
        looking.post('Debugger.disable')
        looking.disconnect()
        session = undefined
        // It may have let go by itself before the pause came; then there is nothing to tell.
        if (looks > 0) tellHeld(found)
      })
    })
  })
  looking.post('Debugger.enable', () => looking.post('Debugger.pause'))
  return looking
}

/** The innermost frame that is in a service says where; the innermost that has a service for its `this`, which and for whom. */
async function describe(
  looking: Session,
  frames: readonly Debugger.CallFrame[],
  scripts: ReadonlyMap<string, string>,
): Promise<Omit<Blocked, 'since'>> {
  let described: Omit<Blocked, 'since'> = {}
  for (const { callFrameId, location } of frames) {
    const script = scripts.get(location.scriptId) ?? ''
    if (!script.includes('?v=')) continue
    const { lineNumber, columnNumber = 0 } = location
    const where = `${JSON.stringify(script)}, ${lineNumber + 1}, ${columnNumber + 1}`
    const ask = (self: string) =>
      evaluate(looking, callFrameId, `globalThis[Symbol.for('${describeKey}')](${where}, ${self})`)
    // Before super() there is no `this` to ask for.
    const found = (await ask('this')) ?? (await ask('undefined')) ?? {}
    described = { ...found, ...described }
    if (described.cid !== undefined) break
  }
  return described
}

function evaluate(
  looking: Session,
  callFrameId: string,
  expression: string,
): Promise<Omit<Blocked, 'since'> | undefined> {
  return new Promise((resolve) => {
    const question = {
      callFrameId,
      expression,
      returnByValue: true,
      silent: true,
      timeout: longestAnswer,
    }
    type Answer = Debugger.EvaluateOnCallFrameReturnType | undefined
    looking.post('Debugger.evaluateOnCallFrame', question, (_, answer: Answer) => {
      // What throws there has no answer, and neither has a frame that is gone.
      resolve(answer?.exceptionDetails ? undefined : answer?.result.value)
    })
  })
}

/** The inspector makes an address of a script's name: `file:///home/me/hub/services/billing.ts%3Fv=3`. */
function scriptOf(url: string): string {
  if (!url.startsWith('file:')) return url
  try {
    return fileURLToPath(url).replaceAll('\\', '/')
  } catch {
    // No file of ours has such an address.
    return url
  }
}

function tellHeld(found: Omit<Blocked, 'since'>): void {
  toldAt = performance.now()
  tell({ since: Math.round(toldAt - aliveAt), ...found })
}

function tell(blocked: Blocked | null): void {
  writeSync(1, `${says === 'log' ? logLine(blocked) : markedLine(blocked)}\n`)
}
