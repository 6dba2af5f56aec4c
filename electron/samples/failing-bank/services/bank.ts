import { Service, ServiceUnavailable } from 'patchbay'

/** How often each payment was asked for. Module state lives until this file is deployed anew. */
const asked = new Map<string, number>()
const mostRemembered = 1000

/** A bank with bad days: away for the first two attempts of each payment, and for good above 1000. */
export class BankTransfer extends Service {
  static serviceName = 'bank.transfer'
  static namespace = 'sample'

  async handle() {
    const { id, amount } = this.request.payload as { id: number; amount: number }
    const key = String(id)
    const attempts = (asked.get(key) ?? 0) + 1
    if (asked.size > mostRemembered) asked.clear()
    asked.set(key, attempts)
    if (amount > 1000 || attempts < 3) throw new ServiceUnavailable('The bank is closed just now.')
    asked.delete(key)
    this.response.payload = { id, attempts }
  }
}
