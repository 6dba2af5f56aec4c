/** What a designer sends to a server, checked at the door. */
import * as z from 'zod'
import type { Shipping } from '../model/shipping.ts'
import type { Runtime } from '../runtime.ts'
import { read } from './arguments.ts'

const destinationSchema = z.object({
  url: z.string().max(2000),
  secret: z.string().min(1).max(200),
  ca: z.string().max(1_000_000).optional(),
})
const releaseSchema = z.string().min(1).max(100)

export function shippingTable(runtime: Runtime): Shipping {
  const shipping = async () => (await import('../shipping.ts')).shippingOf(runtime)
  return {
    serverState: async (to) =>
      (await shipping()).serverState(read('serverState', destinationSchema, to)),
    ship: async (to) => (await shipping()).ship(read('ship', destinationSchema, to)),
    switchServer: async (to, release) =>
      (await shipping()).switchServer(
        read('switchServer', destinationSchema, to),
        read('switchServer', releaseSchema, release),
      ),
    rollBackServer: async (to) =>
      (await shipping()).rollBackServer(read('rollBackServer', destinationSchema, to)),
  }
}
