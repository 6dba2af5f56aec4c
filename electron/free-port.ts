/** A port that a new project's channels can have, so that it works beside whatever runs on this machine. */
import { createServer } from 'node:net'

/** The preferred one or the first free one of the twenty after it, on 127.0.0.1; the preferred one when none is. */
export async function freePort(preferred: number): Promise<number> {
  if (preferred === 0) return 0
  for (let port = preferred; port <= preferred + 20; port++) if (await isFree(port)) return port
  return preferred
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
