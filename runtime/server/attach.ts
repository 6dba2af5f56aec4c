/** From the command line to a runtime that runs already: the control contract over its WebSocket. */
import { WebSocket } from 'ws'
import { fromWire, toWire } from '../control/wire.ts'
import { type Control, type ControlEvents, controlMethods } from '../model/control.ts'
import { Failure } from '../model/failure.ts'
import { ask } from '../model/rpc.ts'

export interface Attached {
  remote: Control
  close(): void
}

/** @throws Error when nobody listens there, or the token is not theirs. */
export async function attach(port: string, token: string | undefined): Promise<Attached> {
  if (!token) {
    throw new Error(
      'Set PATCHBAY_CONTROL_TOKEN to the token that the running project was started with.',
    )
  }
  const address = `ws://127.0.0.1:${port}`
  const client = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } })
  await new Promise<void>((resolve, reject) => {
    client.once('open', resolve)
    client.once('error', (error) => reject(unreachable(address, error)))
  })
  const { remote, close } = ask<Control, ControlEvents>(
    {
      post: (packet) => client.send(toWire(packet)),
      listen(receive) {
        const listener = (data: Buffer) => receive(fromWire(data.toString('utf8')))
        client.on('message', listener)
        return () => client.off('message', listener)
      },
    },
    controlMethods,
  )
  const gone = () => close(new Failure('CALLER_GONE', `The runtime at ${address} is gone.`))
  client.once('close', gone)
  client.on('error', gone)
  return { remote, close: () => client.close() }
}

function unreachable(address: string, error: Error): Error {
  const words = error.message.includes('401')
    ? `The runtime at ${address} does not know the token in PATCHBAY_CONTROL_TOKEN.`
    : `No runtime listens at ${address}: start it with --control, and give its port.`
  return new Error(words, { cause: error })
}
