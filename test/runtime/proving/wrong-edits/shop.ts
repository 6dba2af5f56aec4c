/** A small shop: orders are checked, priced, approved or enriched, billed and answered; some are told of by mail. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Project } from '../../../../runtime/model/project.ts'
import { block, channel, flowOf } from '../../../support/flows.ts'
import { projectOf } from '../../../support/project.ts'

const check = `import { BadRequest, Service } from 'patchbay'

export class Check extends Service {
  static serviceName = 'check'
  async handle() {
    const order = this.request.payload as any
    if (!order.lines?.length) throw new BadRequest('An order needs lines.')
    if (order.lines.some((line: any) => line.price < 0)) throw new BadRequest('A price is negative.')
    this.response.payload = { ...order, customer: Number(order.customer), country: order.country ?? 'CZ' }
  }
}
`

const price = `import { randomUUID } from 'node:crypto'
import { Service } from 'patchbay'

let count = 0

export class Price extends Service {
  static serviceName = 'price'
  async handle() {
    const order = this.request.payload as any
    let total = 0
    for (const line of order.lines) total += line.price * line.quantity
    total -= Math.round(total * (order.discount ?? 0) / 100)
    const due = new Date(Date.parse(order.ordered) + 30 * 86_400_000)
    this.response.payload = {
      ...order,
      total,
      due: due.toISOString().slice(0, 10),
      id: randomUUID(),
      number: ++count,
      at: new Date().toISOString(),
      cid: this.cid,
    }
  }
}
`

const approve = `import { Service } from 'patchbay'

export class Approve extends Service {
  static serviceName = 'approve'
  async handle() {
    const order = this.request.payload as any
    const erp = this.outgoing.rest.get('erp')
    const asked = await erp.post('/approvals', { order: order.id, total: order.total }, {
      headers: { 'x-priority': order.total > 5000 ? 'high' : 'normal' },
    })
    asked.orThrow()
    this.response.payload = { ...order, approval: (asked.payload as any).approval }
  }
}
`

const fallback = `import { Service } from 'patchbay'

export class Fallback extends Service {
  static serviceName = 'fallback'
  async handle() {
    this.response.status = 202
    this.response.payload = { state: 'to be approved by hand', customer: (this.request.payload as any).customer }
  }
}
`

const bill = `import { Service } from 'patchbay'

export class Bill extends Service {
  static serviceName = 'bill'
  async handle() {
    const order = this.request.payload as any
    const customer = await this.customerOf(order)
    const erp = this.outgoing.rest.get('erp')
    const answer = await erp.post('/bills', { order: order.id, customer: customer.name, total: order.total, due: order.due })
    await this.outgoing.rest.get('audit').post('/events', { kind: 'billed', total: order.total })
    this.response.status = 201
    this.response.headers = { 'x-bill': String((answer.payload as any).bill) }
    this.response.payload = { bill: (answer.payload as any).bill, customer: customer.name, total: order.total, due: order.due, at: order.at }
  }

  async customerOf(order: any) {
    const answer = await this.outgoing.rest.get('crm').get('/customers/{id}', {
      params: { id: order.customer },
      query: { country: order.country },
    })
    return answer.payload as { name: string }
  }
}
`

const receipt = `import { Service } from 'patchbay'

export class Receipt extends Service {
  static serviceName = 'receipt'
  async handle() {
    const order = this.request.payload as any
    const text = order.lines.map((line: any) => [line.name, line.quantity, line.price].join(';')).join('\\n')
    this.response.contentType = 'text/plain'
    this.response.payload = Buffer.from(text, 'utf8')
  }
}
`

export function shopOf(address: string): Project {
  const project = projectOf({
    channels: [
      { name: 'Orders', type: 'rest', method: 'POST', path: '/orders', dataFormat: 'json' },
      { name: 'Receipts', type: 'rest', method: 'POST', path: '/receipts', dataFormat: 'json' },
    ],
    connections: ['erp', 'crm', 'audit', 'mail'].map((name) => {
      const headers = { 'x-from': 'shop' }
      return { name, type: 'rest', url: `${address}/${name}`, headers }
    }),
    services: {
      'services/check.ts': check,
      'services/price.ts': price,
      'services/approve.ts': approve,
      'services/fallback.ts': fallback,
      'services/bill.ts': bill,
      'services/receipt.ts': receipt,
    },
  })
  const flow = flowOf(
    `in -> check, check -> price, price -> size, size:big -> approve, size:else -> enrich,
     approve -> bill, approve:error -> fallback, enrich -> bill, bill -> answer, answer -> in:reply, fallback -> in:reply,
     price -> wanted, wanted -> mail, slips -> receipt, receipt -> slips:reply`,
    {
      in: channel('Orders'),
      slips: channel('Receipts'),
      size: block('router', {
        cases: [{ id: 'big', label: 'big', condition: 'payload.total > 1000' }],
      }),
      enrich: block('set', {
        actions: [{ verb: 'set', path: 'payload.approval', value: '"none needed"' }],
      }),
      answer: block('map', {
        expression:
          '{ "bill": payload.bill, "for": payload.customer, "total": payload.total, "due": payload.due }',
      }),
      wanted: block('filter', { condition: 'payload.notify' }),
      mail: { kind: 'outgoing', ref: 'mail', call: { method: 'POST', path: '/messages' } },
    },
    'main',
  )
  return { ...project, flows: { main: flow } }
}

/** The others: they answer with numbers of their own, and the ERP refuses what is far too much. */
export async function openOthers(): Promise<{ address: string; asked: string[] }> {
  let count = 100
  /** `POST /erp/bills`, in the order they came. */
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const sent = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : {}
      const url = String(request.url)
      const isRefused = url.endsWith('/approvals') && sent.total > 9000
      response.writeHead(isRefused ? 409 : 200, { 'content-type': 'application/json' })
      const id = /customers\/(\d+)/.exec(url)?.[1]
      response.end(JSON.stringify({ bill: ++count, approval: `a${count}`, name: `Customer ${id}` }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}
