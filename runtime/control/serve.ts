/** Serves one designer over one port: answers what it asks, tells it what happens, forgets it when it goes. */
import type { Control, ControlEvents, ObjectStatus } from '../model/control.ts'
import { controlMethods } from '../model/control.ts'
import { answer, type Port } from '../model/rpc.ts'
import type { LogLine } from '../model/trace.ts'
import { Proofs } from '../proofs.ts'
import type { Runtime } from '../runtime.ts'
import { Tests } from '../testing.ts'
import { provingTable } from './proving-table.ts'
import { shippingTable } from './shipping-table.ts'
import { controlTable } from './table.ts'
import { testTable } from './test-table.ts'

const figuresEvery = 500
const defaultPerSecond = 200

export function serve(runtime: Runtime, port: Port): () => void {
  let unwatch: (() => void) | undefined
  const tests = new Tests(runtime)
  const proofs = new Proofs(runtime, (progress) => answering.send('onProving', progress))
  const table: Control = {
    ...controlTable(runtime),
    ...testTable(tests),
    ...provingTable(proofs, tests),
    ...shippingTable(runtime),
    async watch({ exchanges, perSecond = defaultPerSecond }) {
      unwatch?.()
      unwatch = exchanges
        ? runtime.inspector.watch(Math.min(perSecond, 2000), (batch) =>
            answering.send('onExchanges', batch),
          )
        : undefined
    },
  }
  const answering = answer<Control, ControlEvents>(port, table, controlMethods)

  const lines: LogLine[] = []
  const unlog = runtime.log.listen((line) => lines.push(line))
  const tellStatus = statusTeller((objects) => answering.send('onStatus', objects))
  const undeploy = runtime.onDeployed((report) => {
    answering.send('onDeployed', report)
    tellStatus(runtime)
  })
  let sampledAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const interval = now - sampledAt
    sampledAt = now
    answering.send('onFigures', runtime.figures(interval))
    tellStatus(runtime)
    if (lines.length > 0) answering.send('onLog', lines.splice(0))
  }, figuresEvery)

  return () => {
    clearInterval(timer)
    unwatch?.()
    tests.close()
    proofs.close()
    unlog()
    undeploy()
    answering.close()
  }
}

/** Sends statuses only when one of them says something new. */
function statusTeller(
  send: (objects: readonly ObjectStatus[]) => void,
): (runtime: Runtime) => void {
  let told = ''
  return (runtime) => {
    const { objects } = runtime.status()
    const text = JSON.stringify(objects)
    if (text === told) return
    told = text
    send(objects)
  }
}
