/**
 * A process of its own that runs a scheduler channel every 100 ms, and writes down each slot it was given: a line of the file
 * named by its second argument. For tests that kill it. Its first argument is the project's folder.
 */
import { appendFileSync } from 'node:fs'
import { ScheduleHost } from '../../runtime/connectors/schedule/host.ts'
import { Redactor } from '../../runtime/inspector/redact.ts'
import { Log } from '../../runtime/log.ts'
import { Message } from '../../runtime/message/message.ts'

const [, , folder = '', file = ''] = process.argv

const host = new ScheduleHost({
  logger: new Log(new Redactor()).logger,
  project: 'killed',
  stateFolder: folder,
  http: { host: '127.0.0.1', port: 0 },
  refused: () => undefined,
  onCondition: () => undefined,
  async deliver(message) {
    const { slot } = message.properties.job as { slot: string }
    appendFileSync(file, `${slot}\n`)
    return new Message({})
  },
})

const job = { name: 'Often', type: 'schedule', isActive: true, seconds: 0.1, overlap: 'allow' }
await host.prepare([job])
await host.swap({ open: [{ name: 'Often', type: 'schedule', values: job }], close: [] })
process.stdout.write('open\n')
