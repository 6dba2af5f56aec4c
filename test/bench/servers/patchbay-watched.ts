/** The runtime with a designer attached: another thread that is told of exchanges, figures and statuses, as the window is. */
import { MessageChannel, Worker } from 'node:worker_threads'
import { serve } from '../../../runtime/control/serve.ts'
import type { Port } from '../../../runtime/model/rpc.ts'
import { Runtime } from '../../../runtime/runtime.ts'
import { openFolder } from '../../../runtime/server/open.ts'

const [folder = '', port = '0'] = process.argv.slice(2)

const { project } = await openFolder(folder)
const runtime = new Runtime({ folder, http: { port: Number(port) } })
await runtime.deploy({ project, revision: 1 })

const { port1, port2 } = new MessageChannel()
const own: Port = {
  post: (data) => port1.postMessage(data),
  listen(receive) {
    port1.on('message', receive)
    return () => port1.off('message', receive)
  },
}
serve(runtime, own)

const designer = `
  const { workerData } = require('node:worker_threads')
  const { port } = workerData
  let seen = 0
  port.on('message', (packet) => { if (packet.name === 'onExchanges') seen += packet.data.exchanges.length })
  port.postMessage({ kind: 'ask', id: 1, method: 'watch', args: [{ exchanges: true }] })
`
new Worker(designer, { eval: true, workerData: { port: port2 }, transferList: [port2] })
