import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const port = await tryPort(0)
  if (port === undefined) throw new Error('No port was given.')
  return port
}

const handedOut = new Set<number>()

/**
 * A free port of 127.0.0.1 from below those that the system gives out by itself. It stays free while
 * its server is down: no outgoing connection and no other `listen(0)` can get it meanwhile, and a client
 * that keeps trying to connect to it cannot end up connected to itself. Each call gives another one.
 */
export async function quietPort(): Promise<number> {
  const top = firstGivenOut()
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(Math.min(10_000, top - 1_000), top)
    if (handedOut.has(port) || (await tryPort(port)) === undefined) continue
    handedOut.add(port)
    return port
  }
  throw new Error(`No free port was found below ${top}.`)
}

function firstGivenOut(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0])
  } catch {
    // What other systems begin with (RFC 6335, section 6).
    return 49_152
  }
}

function tryPort(wanted: number): Promise<number | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        resolve(address === null || typeof address === 'string' ? undefined : address.port),
      )
    })
  })
}
