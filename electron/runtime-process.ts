/**
 * Keeps the runtime: one process at a time, started again when it dies, ended when told to, even while it hangs.
 * It introduces the window to each new process with a port of their own, and then hears nothing of what they say.
 *
 *   stopped -> starting -> running -> crashed -> starting ...
 *                                  -> stopped
 */
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import {
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
} from 'electron'
import type { Blocked } from '../runtime/model/control.ts'
import type { RuntimeState } from './desktop.ts'
import { countCrash, describeEnd, restartDelay } from './runtime-end.ts'
import { byLine, readLine } from './runtime-output.ts'

export interface RuntimeOptions {
  /** The file that the process runs. */
  entry: string
  /** How much memory its objects may take, in MiB; one that needs more is ended. */
  heap: number
  /** What it works on; asked anew for each process. */
  brief(): { folder: string; id: string; history: string; secrets: Record<string, string> }
  /** The window's end of the line. False: nobody wants it. */
  givePort(port: MessagePortMain): boolean
  onState(state: RuntimeState): void
  onBlocked(blocked: Blocked | undefined): void
  /** What the process wrote. */
  onLine(line: string, stream: 'stdout' | 'stderr'): void
}

interface Running {
  process: UtilityProcess
  startedAt: number
  /** Set once it has been told to end. */
  isEnding: boolean
  isBlocked: boolean
  /** Set when its watchdog ends it. */
  held?: Blocked
  fatal?: string
  stderr: string[]
  ended: Promise<void>
}

/** Milliseconds that a process has to finish what it holds: when stopped, and when restarted. */
const grace = { stop: 2000, restart: 500 } as const

export class RuntimeProcess {
  readonly #options: RuntimeOptions
  #running: Running | undefined
  #state: RuntimeState = { state: 'stopped' }
  #crashes = 0
  #again: NodeJS.Timeout | undefined
  /** Starts and stops are done one after the other. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: RuntimeOptions) {
    this.#options = options
  }

  get state(): RuntimeState {
    return this.#state
  }

  /** Resolves when the process runs; it may not listen yet, but nothing it is sent is lost. */
  start(): Promise<void> {
    this.#crashes = 0
    return this.#inTurn(() => this.#start())
  }

  /** Resolves when the process is gone. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#end(grace.stop))
  }

  restart(): Promise<void> {
    this.#crashes = 0
    return this.#inTurn(async () => {
      await this.#end(grace.restart)
      await this.#start()
    })
  }

  /** The last resort, when the app ends and cannot wait. */
  kill(): void {
    clearTimeout(this.#again)
    if (this.#running) this.#kill(this.#running)
  }

  sendSecrets(values: Record<string, string>): void {
    this.#running?.process.postMessage({ kind: 'secrets', values })
  }

  /** Connects the window with the process that runs now, if any. */
  introduce(): void {
    if (this.#state.state !== 'running' || !this.#running) return
    const { port1, port2 } = new MessageChannelMain()
    if (this.#options.givePort(port2))
      this.#running.process.postMessage({ kind: 'designer-port' }, [port1])
    else port1.close()
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(act)
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  #setState(state: RuntimeState): void {
    this.#state = state
    this.#options.onState(state)
  }

  async #start(): Promise<void> {
    clearTimeout(this.#again)
    if (this.#running) return
    const { folder, id, history, secrets } = this.#options.brief()
    this.#setState({ state: 'starting' })
    const child = utilityProcess.fork(this.#options.entry, [], {
      serviceName: 'Patchbay Runtime',
      stdio: 'pipe',
      // V8's own switch is not taken here: by the time Node reads it, V8 has started.
      execArgv: [`--js-flags=--max-old-space-size=${this.#options.heap}`],
    })
    const spawned = new Promise<void>((resolve) => child.once('spawn', resolve))
    const running = this.#follow(child)
    this.#running = running
    await Promise.race([spawned, running.ended])
    if (this.#running !== running || running.process.pid === undefined) return
    child.postMessage({ kind: 'secrets', values: secrets })
    child.postMessage({ kind: 'project', folder, id, history })
    this.#setState({ state: 'running', pid: running.process.pid, startedAt: running.startedAt })
    this.introduce()
  }

  /** Hears all that a process says, to its end. */
  #follow(child: UtilityProcess): Running {
    const running: Running = {
      process: child,
      startedAt: Date.now(),
      isEnding: false,
      isBlocked: false,
      stderr: [],
      ended: new Promise((resolve) => {
        child.once('exit', async (code) => {
          await lastWords(child)
          this.#exited(running, code)
          resolve()
        })
      }),
    }
    child.on('error', (_type, location) => {
      running.fatal = location
    })
    const hear = byLine((line) => this.#heard(running, line))
    child.stdout?.setEncoding('utf8').on('data', hear)
    const hearError = byLine((line) => {
      running.stderr = [...running.stderr, line].slice(-30)
      this.#options.onLine(line, 'stderr')
    })
    child.stderr?.setEncoding('utf8').on('data', hearError)
    return running
  }

  #heard(running: Running, text: string): void {
    const line = readLine(text)
    if (line.kind === 'log') {
      this.#options.onLine(line.text, 'stdout')
      return
    }
    if (line.kind === 'ended') {
      running.held = line.blocked
      this.#options.onLine(text, 'stdout')
      return
    }
    running.isBlocked = line.blocked !== undefined
    if (this.#running === running) this.#options.onBlocked(line.blocked)
  }

  #exited(running: Running, code: number): void {
    if (this.#running !== running) return
    this.#running = undefined
    if (running.isBlocked) this.#options.onBlocked(undefined)
    if (running.isEnding) this.#setState({ state: 'stopped' })
    else this.#crashed(running, code)
  }

  #crashed({ startedAt, fatal, stderr, held }: Running, code: number): void {
    const at = Date.now()
    this.#crashes = countCrash(this.#crashes, at - startedAt)
    const delay = restartDelay(this.#crashes)
    const reason = describeEnd({ code, fatal, stderr, heap: this.#options.heap, held })
    this.#setState({
      state: 'crashed',
      reason,
      ...(held && { held }),
      exitCode: code,
      at,
      retryAt: at + delay,
      crashes: this.#crashes,
    })
    this.#again = setTimeout(() => void this.#inTurn(() => this.#start()), delay)
  }

  async #end(atMost: number): Promise<void> {
    clearTimeout(this.#again)
    const running = this.#running
    if (!running) {
      if (this.#state.state !== 'stopped') this.#setState({ state: 'stopped' })
      return
    }
    running.isEnding = true
    running.process.postMessage({ kind: 'stop' })
    // A loop that is held cannot finish anything: waiting would help nobody.
    const killing = setTimeout(() => this.#kill(running), running.isBlocked ? 0 : atMost)
    await running.ended
    clearTimeout(killing)
  }

  /** By pid: `kill()` asks politely, and a process in an endless loop does not answer. */
  #kill(running: Running): void {
    running.isEnding = true
    const { pid } = running.process
    if (pid === undefined) return
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Resolves when a process that ended has been heard to its end, which can be after its exit; 100 ms at most. */
async function lastWords({ stdout, stderr }: UtilityProcess): Promise<void> {
  const open = [stdout, stderr].filter((stream) => stream?.readable)
  const ends = open.map((stream) => stream && once(stream, 'end'))
  await Promise.race([Promise.all(ends), pause(100)])
}
