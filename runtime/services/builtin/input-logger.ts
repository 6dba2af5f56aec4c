import { Service } from '../service.ts'

const mostShown = 2000

/** Writes what came into the log, and answers nothing. */
export class InputLogger extends Service {
  static override readonly serviceName = 'patchbay.input-logger'
  static override readonly namespace = 'patchbay'

  override handle(): void {
    const { raw, channel, contentType } = this.request
    const text = raw.subarray(0, mostShown).toString('utf8')
    this.logger.info(`${raw.length} bytes from ${channel || 'a call'}: ${text}`, { contentType })
  }
}
