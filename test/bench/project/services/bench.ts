import { Service } from 'patchbay'

export class Get extends Service {
  static serviceName = 'get'

  async handle() {
    this.response.payload = { ok: true }
  }
}

export class Echo extends Service {
  static serviceName = 'echo'

  async handle() {
    this.response.payload = this.request.payload
  }
}
