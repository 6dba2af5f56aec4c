import { DictList, Float, NotFound, Service } from 'patchbay'

/** The last report. It lives as long as the runtime does, and as this file stays as it is. */
let last: string | undefined

/** Adds up the sales of each shop, and of all. */
export class MakeReport extends Service {
  static serviceName = 'report.make'
  static namespace = 'sample'
  static io = {
    input: [DictList('sales', ['shop', Float('amount')])],
    output: ['day', DictList('shops', ['shop', Float('total')]), Float('total')],
  } as const

  async handle() {
    const { sales } = this.request.input
    const totals = new Map<string, number>()
    for (const { shop, amount } of sales) totals.set(shop, (totals.get(shop) ?? 0) + amount)

    const shops = [...totals].map(([shop, total]) => ({ shop, total }))
    this.response.payload = {
      day: new Date().toISOString().slice(0, 10),
      shops: shops.sort((one, other) => other.total - one.total),
      total: sales.reduce((sum, { amount }) => sum + amount, 0),
    }
  }
}

/** Keeps the report for whoever asks for it. A real one would send it by mail, or store it on a server. */
export class KeepReport extends Service {
  static serviceName = 'report.keep'
  static namespace = 'sample'

  async handle() {
    last = String(this.request.payload)
    this.logger.info(last)
    this.response.payload = last
  }
}

/** The last report; 404 before the first one. */
export class LastReport extends Service {
  static serviceName = 'report.last'
  static namespace = 'sample'

  async handle() {
    if (last === undefined) throw new NotFound('There is no report yet: run the job "Nightly".')
    this.response.contentType = 'text/plain; charset=utf-8'
    this.response.payload = last
  }
}
