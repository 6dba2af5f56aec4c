/**
 * The processes that run a server's project, asked as one: this process alone, or several workers. A switch to another version
 * is made on one after the other, and on all or none: when one of them does not get ready, those that were switched go back.
 */
import type { Series } from '../telemetry/series.ts'
import { newReasons } from './reasons.ts'
import type { Load, Reason, Work, WorkState } from './work.ts'

export interface Member {
  /** From 1; 0: there is only this process. */
  id: number
  work: Work
  /** Ends it, for it does not answer any more; whoever keeps it starts another. */
  kill?: () => void
  /** What it was last told to run. */
  load: Load | undefined
}

export interface Switched {
  isDone: boolean
  /** Why not; then the version from before runs everywhere. */
  reasons: readonly Reason[]
  /** Milliseconds until all were ready, or had gone back. */
  took: number
}

export class Fleet {
  readonly members = new Map<number, Member>()
  /** What is to run on whoever joins. */
  load: Load | undefined
  /** Where a worker should be and none is. */
  readonly missing = new Map<number, Reason>()
  isDraining = false
  #queue: Promise<unknown> = Promise.resolve()

  /** It is told to run what the others do. Rejects when it cannot. */
  async join(id: number, work: Work, kill?: () => void): Promise<void> {
    const member: Member = { id, work, load: undefined, ...(kill ? { kill } : {}) }
    // What runs may change meanwhile.
    while (member.load !== this.load || member.load === undefined) {
      const { load } = this
      if (!load) break
      await work.deploy(load)
      member.load = load
    }
    this.members.set(id, member)
    this.missing.delete(id)
  }

  leave(id: number, why: Reason): void {
    this.members.delete(id)
    this.missing.set(id, why)
  }

  /** What somebody changed in the folder goes live wherever it can. Never rejects: where it could not, `failed` is told why. */
  follow(load: Load, failed: (error: Error) => void): Promise<void> {
    return this.#inTurn(async () => {
      this.load = load
      const all = [...this.members.values()].map(async (member) => {
        await member.work.deploy(load)
        member.load = load
      })
      await Promise.all(all.map((deployed) => deployed.catch(failed)))
    })
  }

  /** @param within Milliseconds that each may take to get ready. */
  switchTo(load: Load, within: number): Promise<Switched> {
    return this.#inTurn(async () => {
      const began = performance.now()
      const before = this.load
      const switched: Member[] = []
      const reasons = await this.#switchAll(load, within, switched)
      if (reasons.length > 0 && before) {
        await Promise.all(switched.map((member) => this.#goBack(member, before)))
      }
      const isDone = reasons.length === 0
      return { isDone, reasons, took: performance.now() - began }
    })
  }

  async #switchAll(load: Load, within: number, switched: Member[]): Promise<readonly Reason[]> {
    const waiting = () => [...this.members.values()].find((member) => member.load !== load)
    for (let member = waiting(); member; member = waiting()) {
      switched.push(member)
      const reasons = await switchOne(member, load, within)
      if (reasons.length > 0) return reasons
    }
    if (this.members.size === 0) return [nobody]
    // From now on whoever joins runs it; whoever joined in between is not left behind.
    this.load = load
    const late = waiting()
    return late ? this.#switchAll(load, within, switched) : []
  }

  /** One that is gone meanwhile is replaced by one that runs what ran before. */
  async #goBack(member: Member, before: Load): Promise<void> {
    this.load = before
    if (!this.members.has(member.id)) return
    await member.work.deploy(before).catch(() => undefined)
    member.load = before
  }

  /** Of those that answer: one that a service holds says nothing, and is not waited for. */
  async states(): Promise<{ id: number; state: WorkState }[]> {
    return this.#ask(async ({ id, work }) => ({ id, state: await work.state() }))
  }

  /**
   * Ready as long as one process takes messages on all channels: while another is replaced, or held, nobody has to go
   * elsewhere. The reasons are those of all.
   */
  async health(): Promise<{ ready: boolean; reasons: readonly Reason[] }> {
    if (this.isDraining) {
      return {
        ready: false,
        reasons: [{ code: 'DRAINING', message: 'The server is about to stop.' }],
      }
    }
    const states = await this.states()
    const told = states.flatMap(({ id, state }) =>
      state.reasons.map((reason) => ofWorker(reason, id)),
    )
    const silent = [...this.members.keys()]
      .filter((id) => !states.some((one) => one.id === id))
      .map((id) => ofWorker(noAnswer, id))
    const reasons = [...told, ...silent, ...this.missing.values()]
    const ready = states.some(({ state }) => state.reasons.length === 0)
    return { ready, reasons: ready || reasons.length > 0 ? reasons : [nobody] }
  }

  async series(): Promise<{ id: number; series: readonly Series[] }[]> {
    return this.#ask(async ({ id, work }) => ({ id, series: await work.series() }))
  }

  async #ask<T>(question: (member: Member) => Promise<T>): Promise<T[]> {
    const answers = [...this.members.values()].map(async (member) => {
      const answer = question(member).then(
        (one) => [one],
        () => [],
      )
      return Promise.race([answer, silence()])
    })
    return (await Promise.all(answers)).flat()
  }

  /** Tells everybody that the end is near, waits so long, then lets what is in hand finish. */
  async drain(delay: number, grace: number): Promise<void> {
    this.isDraining = true
    const all = [...this.members.values()]
    const each = (act: (work: Work) => Promise<void>) =>
      Promise.all(all.map(({ work }) => act(work).catch(() => undefined)))
    if (delay > 0) {
      await each((work) => work.leave())
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
    await each((work) => work.stop(grace))
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

/** Milliseconds in which a process that is well answers. */
const soon = 1000

function silence(): Promise<never[]> {
  return new Promise((resolve) => setTimeout(resolve, soon, []).unref())
}

const noAnswer: Reason = { code: 'NO_ANSWER', message: 'The worker does not answer.' }
const nobody: Reason = { code: 'NOT_DEPLOYED', message: 'Nothing runs yet.' }

async function switchOne(member: Member, load: Load, within: number): Promise<readonly Reason[]> {
  const { id, work } = member
  try {
    const before = (await work.state()).reasons
    const { errors } = await inTime(work.deploy(load), within, member)
    member.load = load
    const now = errors.length > 0 ? errors : await work.settled(within, before)
    return newReasons(now, before).map((reason) => ofWorker(reason, id))
  } catch (thrown) {
    const message = `It did not go live: ${(thrown as Error).message}`
    return [ofWorker({ code: 'DEPLOY_REFUSED', message }, id)]
  }
}

/** A version that never ends to load holds its whole process. */
async function inTime<T>(work: Promise<T>, within: number, { kill }: Member): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      kill?.()
      reject(new Error(`it was not loaded after ${within / 1000} s.`))
    }, within)
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function ofWorker(reason: Reason, id: number): Reason {
  return id === 0 ? reason : { ...reason, worker: id }
}
