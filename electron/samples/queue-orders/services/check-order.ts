import { BadRequest, DictList, Float, Int, Service } from 'patchbay'

/**
 * Checks an order that came from the queue and adds up what it costs.
 *
 * The broker is told when all is done. An order without lines is bad, whenever it is tried: it is parked, with the reason in
 * its headers. Any other failure is tried again first.
 */
export class CheckOrder extends Service {
  static serviceName = 'order.check'
  static namespace = 'sample'
  static io = {
    input: [Int('id'), DictList('lines', [Float('price'), Int('quantity')])],
    output: [Int('order'), Float('total')],
  } as const

  async handle() {
    const { id, lines } = this.request.input
    if (lines.length === 0) throw new BadRequest(`The order ${id} has no lines.`)

    const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
    this.logger.info(`Order ${id} costs ${total}`, { attempt: this.request.amqp?.attempt })
    this.response.payload = { order: id, total }
  }
}
