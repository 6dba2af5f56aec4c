import { Service } from 'patchbay'

/** Says who called, as the channel's guard found out. */
export class WhoAmI extends Service {
  static serviceName = 'who.am.i'
  static namespace = 'sample'

  async handle() {
    const who = this.request.security
    this.response.payload = { name: who?.name, provenBy: who?.definition, how: who?.type }
  }
}
