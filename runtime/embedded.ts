/**
 * The runtime as the designer's own process (an Electron utility process). The shell tells it the folder and the secrets;
 * then a port goes straight to the window, and the two speak `model/control`. When the shell is gone, so is this.
 */
import type { MessagePortMain, ParentPort } from 'electron'
import { serve } from './control/serve.ts'
import { workOf } from './held.ts'
import type { Port } from './model/rpc.ts'
import { Runtime } from './runtime.ts'
import { mendStacks } from './services/source-maps.ts'
import { startWatchdog } from './watchdog/watchdog.ts'

type Told =
  | { kind: 'project'; folder: string; history?: string; http?: { host?: string; port?: number } }
  | { kind: 'secrets'; values: Record<string, string> }
  | { kind: 'designer-port' }
  | { kind: 'stop' }

const parent = (process as NodeJS.Process & { parentPort: ParentPort }).parentPort

let runtime: Runtime | undefined
let secrets: ReadonlyMap<string, string> = new Map()
let leave: (() => void) | undefined

parent.on('message', ({ data, ports }) => {
  const told = data as Told
  if (told.kind === 'project') {
    runtime ??= new Runtime({
      folder: told.folder,
      secrets,
      historyFolder: told.history,
      ...(told.http ? { http: told.http } : {}),
    })
  } else if (told.kind === 'secrets') {
    secrets = new Map(Object.entries(told.values))
    void runtime?.setSecrets(secrets)
  } else if (told.kind === 'stop') {
    void stop()
  } else if (told.kind === 'designer-port' && ports[0]) {
    runtime ??= new Runtime({ secrets })
    leave?.()
    leave = serve(runtime, portOf(ports[0]))
  }
})

// A fault outside of any exchange (a timer of a service that throws) must not take the others down.
process.on('uncaughtException', (error) => fault(error))
process.on('unhandledRejection', (error) => fault(error))

startWatchdog({ work: workOf(() => runtime) })

function fault(error: unknown): void {
  mendStacks(error)
  runtime?.log.logger.error(
    { err: error },
    `An error outside of any exchange: ${String((error as Error)?.message ?? error)}`,
  )
}

async function stop(): Promise<void> {
  await runtime?.stop(1500)
  process.exit(0)
}

function portOf(port: MessagePortMain): Port {
  port.start()
  return {
    post: (data) => port.postMessage(data),
    listen(receive) {
      const listener = (event: Electron.MessageEvent) => receive(event.data)
      port.on('message', listener)
      return () => port.off('message', listener)
    },
  }
}
