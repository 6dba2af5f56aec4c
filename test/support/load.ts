/** Requests at a steady rate, on kept connections and on fresh ones, each answer looked at. */
import { Agent, get } from 'node:http'

export interface Loaded {
  sent: number
  /** What went wrong, in words: a status that is not 200, an error of the connection. */
  failures: string[]
  /** Bodies, with how often each came. */
  bodies: Map<string, number>
}

export interface Load {
  /** What has come so far. */
  soFar: Loaded
  /** Sends no more, waits for the last answer. */
  stop(): Promise<Loaded>
}

const every = 10

/** @param perSecond Of which every other is on a connection of its own. */
export function loadOf(url: string, perSecond: number): Load {
  const kept = new Agent({ keepAlive: true, maxSockets: 20 })
  const fresh = new Agent({ keepAlive: false, maxSockets: 50 })
  const soFar: Loaded = { sent: 0, failures: [], bodies: new Map() }
  const open = new Set<Promise<void>>()
  const began = performance.now()
  const timer = setInterval(() => {
    // What a busy machine left out is caught up with, not forgotten.
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond)
    while (soFar.sent < due) {
      const one = ask(url, soFar.sent++ % 2 === 0 ? kept : fresh, soFar)
      open.add(one)
      void one.then(() => open.delete(one))
    }
  }, every)
  return {
    soFar,
    async stop() {
      clearInterval(timer)
      await Promise.all(open)
      kept.destroy()
      fresh.destroy()
      return soFar
    },
  }
}

function ask(url: string, agent: Agent, { failures, bodies }: Loaded): Promise<void> {
  return new Promise((resolve) => {
    const failed = (words: string) => {
      failures.push(words)
      resolve()
    }
    const request = get(url, { agent }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part) => {
        body += part
      })
      response.once('error', (error) => failed(error.message))
      response.once('end', () => {
        if (response.statusCode !== 200) return failed(`${response.statusCode} ${body}`)
        bodies.set(body, (bodies.get(body) ?? 0) + 1)
        resolve()
      })
    })
    request.once('error', (error) => failed(error.message))
  })
}
