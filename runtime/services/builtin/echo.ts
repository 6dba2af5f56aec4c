import { Service } from '../service.ts'

/** Sends back what came, byte for byte, with its content type. */
export class Echo extends Service {
  static override readonly serviceName = 'patchbay.echo'
  static override readonly namespace = 'patchbay'

  override handle(): void {
    this.response.payload = this.request.raw
    this.response.contentType = this.request.contentType
  }
}
