import { Service } from '../service.ts'

/** Answers `{ pong: true }`: is anybody there? */
export class Ping extends Service {
  static override readonly serviceName = 'patchbay.ping'
  static override readonly namespace = 'patchbay'

  override handle(): void {
    this.response.payload = { pong: true, cid: this.cid }
  }
}
