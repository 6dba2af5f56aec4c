/**
 * The watchdog's thread. A quarter of a second at a time it looks at the main thread's heartbeat. When that is late, it
 * connects to the main thread's inspector, pauses it for a moment (V8 interrupts even an endless loop), asks it what it is
 * in, and lets it go on, or, when that has lasted too long, has it note so and ends the process. It speaks by itself, to
 * standard output, because the held thread can pass nothing on.
 */
import { writeSync } from 'node:fs'
import { type Debugger, type Runtime, Session } from 'node:inspector'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { workerData } from 'node:worker_threads'
import type { Blocked } from '../model/control.ts'
import { logLine, markedLine, type Told } from './lines.ts'
import { Verdict } from './verdict.ts'
import { type Found, heldKey, type WatchData } from './watch-data.ts'

const data = workerData as WatchData
const { beats, lastDeadline, lateAfter, every, lookEvery, againEvery, says } = data
// A recursion without end has thousands; what matters is near the top.
const mostFrames = 50
// Milliseconds. What asks the held thread is ours and short; the thread must not be held by us, whatever happens there.
const longestAnswer = 500
const longestPause = 5000
// Files are written then, perhaps on a slow disk.
const longestNote = 5000
const longestLeaving = 5000

let beat = -1
/** How often it was looked since the last beat. Counted, for a clock goes on while a computer sleeps or a process is stopped. */
let looks = 0
let toldAt: number | undefined
let lookedAt: number | undefined
let session: Session | undefined
/** How long the loop had been held then. */
let askedAt = 0
let isEnding = false
const verdict = new Verdict(data)

setInterval(() => {
  if (isEnding) return
  const last = beat
  beat = Atomics.load(beats, 0)
  if (beat !== last) {
    if (toldAt !== undefined) say({ kind: 'free' })
    looks = 0
    toldAt = undefined
    lookedAt = undefined
    verdict.reset()
    return
  }
  looks++
  if (held() < lateAfter) return
  if (lookedAt !== undefined && held() - lookedAt < lookEvery) return
  lookedAt = held()
  if (!session) {
    askedAt = held()
    session = look()
    return
  }
  // A look that has not come back yet: the thread is outside of JavaScript, in a call that waits, or the machine is busy.
  if (held() - askedAt >= longestPause && endsAt({}) <= Date.now()) void end({})
  else tellHeld({})
}, every)

/** Milliseconds. */
function held(): number {
  return looks * every
}

function endsAt({ cid, deadline }: Found): number {
  return verdict.endsAt({ held: held(), cid, deadline }, lastDeadline[0] ?? 0, Date.now())
}

function look(): Session {
  const looking = new Session()
  looking.connectToMainThread()
  // By id: a frame's own url is empty. All scripts there are come before the pause.
  const scripts = new Map<string, string>()
  looking.on('Debugger.scriptParsed', ({ params }) => {
    scripts.set(params.scriptId, scriptOf(params.url))
  })
  looking.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.slice(0, mostFrames)
    void describe(looking, frames, scripts).then((found) => {
      // It may have let go by itself before the pause came; then there is nothing to tell.
      const isHeld = looks > 0
      if (isHeld && endsAt(found) <= Date.now()) {
        return end(found, (call, atMost) => evaluate(looking, call, atMost))
      }
      // Nothing may come before this: a thread that is not resumed is lost.
      looking.post('Debugger.resume', () => {
        looking.post('Debugger.disable')
        looking.disconnect()
        session = undefined
        if (isHeld) tellHeld(found)
      })
      return undefined
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
): Promise<Found> {
  let described: Found = {}
  for (const { callFrameId, location } of frames) {
    const script = scripts.get(location.scriptId) ?? ''
    if (!script.includes('?v=')) continue
    const { lineNumber, columnNumber = 0 } = location
    const where = `${JSON.stringify(script)}, ${lineNumber + 1}, ${columnNumber + 1}`
    const ask = (self: string) =>
      evaluate<Found>(looking, `describe(${where}, ${self})`, longestAnswer, callFrameId)
    // Before super() there is no `this` to ask for.
    const found = (await ask('this')) ?? (await ask('undefined')) ?? {}
    described = { ...found, ...described }
    if (described.cid !== undefined) return described
  }
  // No service is in sight; the message may be known all the same.
  const found = await evaluate<Found>(looking, `describe('', 0, 0, undefined)`, longestAnswer)
  return { ...found, ...described }
}

/**
 * @param call Of a method of `HeldThread`.
 * @param atMost Milliseconds after which it is broken off.
 * @param callFrameId Where the call can say `this`. Left out: anywhere, for a frame of Node's own knows no globals.
 */
function evaluate<T>(
  looking: Session,
  call: string,
  atMost: number,
  callFrameId?: string,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const question = {
      expression: `globalThis[Symbol.for('${heldKey}')].${call}`,
      returnByValue: true,
      silent: true,
      timeout: atMost,
    }
    const take = (_: Error | null, answer?: Runtime.EvaluateReturnType) => {
      // What throws there has no answer, and neither has a frame that is gone.
      resolve(answer?.exceptionDetails ? undefined : answer?.result.value)
    }
    if (callFrameId === undefined) looking.post('Runtime.evaluate', question, take)
    else looking.post('Debugger.evaluateOnCallFrame', { ...question, callFrameId }, take)
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

/** @param ask Calls a method of `HeldThread`; left out: it cannot be reached, so nothing is noted and it is killed. */
async function end(
  found: Found,
  ask?: (call: string, atMost: number) => Promise<unknown>,
): Promise<void> {
  isEnding = true
  const blocked = blockedOf(found)
  // What is broken off may still hang outside of JavaScript: nobody waits for it any longer than that.
  const patience = pause(longestNote)
  if (ask) await Promise.race([ask(`note(${JSON.stringify(blocked)})`, longestNote), patience])
  say({ kind: 'ended', blocked })
  if (ask) await Promise.race([ask('leave()', longestLeaving), pause(longestLeaving)])
  process.kill(process.pid, 'SIGKILL')
}

function tellHeld(found: Found): void {
  if (toldAt !== undefined && held() - toldAt < againEvery) return
  toldAt = held()
  say({ kind: 'held', blocked: { ...blockedOf(found), endsAt: endsAt(found) } })
}

function blockedOf({ deadline: _, ...found }: Found): Blocked {
  return { since: held(), ...found }
}

function say(told: Told): void {
  if (says === 'nothing') return
  writeSync(1, `${says === 'log' ? logLine(told) : markedLine(told)}\n`)
}
