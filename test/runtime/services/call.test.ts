import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../../runtime/message/exchange.ts'
import { Message } from '../../../runtime/message/message.ts'
import { Failure } from '../../../runtime/model/failure.ts'
import { call } from '../../../runtime/services/call.ts'
import { type TestExchange, testExchange } from '../../support/exchange.ts'
import {
  callBody,
  callIn,
  json,
  prepareTexts,
  serviceText,
  testWorld,
} from '../../support/services.ts'

/** An exchange that began with an HTTP request of the given message. */
function httpExchange(message: Message, http: Partial<HttpRequest> = {}): TestExchange {
  const exchange = testExchange()
  const request: HttpRequest = {
    method: 'POST',
    path: '/x',
    pattern: '/x',
    params: {},
    query: {},
    remoteAddress: '127.0.0.1',
    ...http,
  }
  return { ...exchange, message, origin: { ...exchange.origin, http: request } }
}

async function failureOf(body: string, parts = {}, options = {}): Promise<Failure> {
  const failure = await callBody(body, parts, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(failure).toBeInstanceOf(Failure)
  return failure as Failure
}

/** What a service sees of a request, as JSON. */
async function seen(expression: string, message: Message, http?: Partial<HttpRequest>, head = '') {
  const body = `${head}\n handle() { this.response.payload = { seen: ${expression} } }`
  const { table } = await prepareTexts({ 'services/it.ts': serviceText(body) })
  const service = table.get('it')
  if (!service) throw new Error('It is not there.')
  const answer = await call(service, message, httpExchange(message, http), testWorld())
  return (answer.payload as { seen: unknown }).seen
}

describe('the response', () => {
  it.each([
    ['an object as JSON', '{ a: 1 }', 'application/json', '{"a":1}'],
    ['a list as JSON', '[1]', 'application/json', '[1]'],
    ['null as JSON', 'null', 'application/json', 'null'],
    ['a number as JSON', '5', 'application/json', '5'],
    ['a string as text', `'é'`, 'text/plain; charset=utf-8', 'é'],
    ['bytes as they are', 'Buffer.from([104, 105])', 'application/octet-stream', 'hi'],
  ])('leaves %s', async (_, payload, contentType, text) => {
    const answer = await callBody(`handle() { this.response.payload = ${payload} }`)
    expect(answer.contentType).toBe(contentType)
    expect(answer.raw.toString()).toBe(text)
    expect(answer.properties).toEqual({})
  })

  it('is empty when nothing was put there', async () => {
    const answer = await callBody('handle() {}')
    expect(answer.raw).toHaveLength(0)
    expect(answer.properties).toEqual({ status: 204 })
  })

  it('has the status, headers and content type that were set', async () => {
    const answer = await callBody(`handle() {
      this.response.status = 201
      this.response.headers['X-Made'] = 'yes'
      this.response.contentType = 'application/problem+json'
      this.response.payload = { a: 1 }
    }`)
    expect(answer.properties).toEqual({ status: 201 })
    expect(answer.headers).toEqual({ 'x-made': 'yes' })
    expect(answer.contentType).toBe('application/problem+json')
    expect(answer.format).toBe('json')
  })

  it('is XML when the request was', async () => {
    const parts = { raw: Buffer.from('<order><id>1</id></order>'), format: 'xml' as const }
    const body = 'handle() { this.response.payload = { done: { id: this.request.input.id } } }'
    const answer = await callBody(body, parts)
    expect(answer.format).toBe('xml')
    expect(answer.raw.toString()).toContain('<done><id>1</id></done>')
  })
})

describe('the input', () => {
  const body = () => new Message(json({ a: 'body', b: 'body', c: 'body' }))
  const http = { params: { a: 'path' }, query: { a: 'query', b: 'query' } }
  const io = `static io = { input: ['a', 'b', 'c'] } as const`

  it.each([
    ['declared', io],
    ['not declared', ''],
  ])('is looked for in path, query and payload when %s', async (_, head) => {
    expect(await seen('this.request.input', body(), http, head)).toEqual({
      a: 'path',
      b: 'query',
      c: 'body',
    })
  })

  it.each([
    ['declared', io],
    ['not declared', ''],
  ])('is first what a step before made when %s', async (_, head) => {
    const text = serviceText(`${head}\n handle() { this.response.payload = this.request.input }`)
    const { table } = await prepareTexts({ 'services/it.ts': text })
    const exchange = httpExchange(body(), { params: { a: 'path', b: 'path', c: 'path' } })
    const answer = await callIn(table, json({ a: 'made' }), { exchange })
    expect(answer.payload).toEqual({ a: 'made', b: 'path', c: 'path' })
  })

  it('is only the payload when another service invokes', async () => {
    const text = serviceText('handle() { this.response.payload = this.request.input }')
    const { table } = await prepareTexts({ 'services/it.ts': text })
    const exchange = httpExchange(body(), http)
    const invoked = { ...json({ z: 1 }), properties: { invoked: true } }
    expect((await callIn(table, invoked, { exchange })).payload).toEqual({ z: 1 })
  })

  it.each([
    ['bytes', Buffer.from([1, 2])],
    ['text', 'a=1'],
    ['a list', [{ a: 1 }]],
  ])('has no members of %s', async (_, payload) => {
    const message = new Message({ payload })
    expect(await seen('this.request.input', message, { query: { b: '2' } })).toEqual({ b: '2' })
    const missing = seen('this.request.input', message, { query: { b: '2' } }, io)
    await expect(missing).rejects.toMatchObject({
      code: 'INPUT_MISSING',
      details: { element: 'a' },
    })
  })

  it('is checked before anything of the service runs', async () => {
    const failure = await failureOf(
      `${io}
      beforeHandle() { throw new Error('too early') }`,
      json({ a: 'x' }),
    )
    expect(failure.toData()).toMatchObject({ code: 'INPUT_MISSING', details: { element: 'b' } })
    expect(failure.http).toBe(400)
  })

  it('is there from the first hook on', async () => {
    const answer = await callBody(
      `static io = { input: ['cust_id'] } as const
      beforeHandle() { this.response.payload = [this.request.input.cust_id] }
      handle() {}`,
      json({ cust_id: '7' }),
    )
    expect(answer.payload).toEqual([7])
  })

  it('is checked when nobody looks at it', async () => {
    const failure = await failureOf(`static io = { input: ['cust_id'] }\n handle() {}`, json({}))
    expect(failure.code).toBe('INPUT_MISSING')
  })
})

describe('the output', () => {
  const io = `static io = { output: ['cust_id', 'name?'] } as const`

  it('has what is declared and no more', async () => {
    const answer = await callBody(
      `${io}\n handle() { this.response.payload = { cust_id: '7', more: 1 } as never }`,
    )
    expect(answer.payload).toEqual({ cust_id: 7 })
  })

  it('fails as a defect when it is not as declared', async () => {
    const failure = await failureOf(`${io}\n handle() {}`)
    expect(failure.toData()).toMatchObject({
      code: 'OUTPUT_MISSING',
      kind: 'defect',
      at: { collection: 'services', name: 'services/it.ts' },
    })
  })

  it('is seen by validateOutput as the service made it', async () => {
    const answer = await callBody(
      `static io = { output: ['more'] } as const
      handle() { this.response.payload = { more: 5 } }
      validateOutput() { this.response.headers.type = typeof this.response.payload.more }`,
    )
    expect(answer.headers).toEqual({ type: 'number' })
    expect(answer.payload).toEqual({ more: '5' })
  })
})

describe('the hooks', () => {
  const hooks = `
    steps: string[] = []
    beforeHandle() { this.steps.push('before') }
    async validateInput() { this.steps.push('input') }
    async handle() { await null; this.steps.push('handle'); if (this.request.payload === true) throw new Error('no') }
    validateOutput() { this.steps.push('output') }
    afterHandle(error?: Error) {
      this.steps.push(error ? 'after ' + error.message : 'after')
      this.response.payload = this.steps
      this.logger.info(this.steps.join())
    }`

  it('run in their order', async () => {
    const answer = await callBody(hooks)
    expect(answer.payload).toEqual(['before', 'input', 'handle', 'output', 'after'])
  })

  it('end with afterHandle when one before fails', async () => {
    const world = testWorld()
    const failure = await failureOf(hooks, json(true), { world })
    expect(failure.code).toBe('SERVICE_THREW')
    expect(world.lines.map(({ msg }) => msg)).toEqual(['before,input,handle,after no'])
  })

  it('run afterHandle once when it fails itself', async () => {
    const world = testWorld()
    const body = `handle() {}
      afterHandle(error?: Error) { this.logger.info('after'); throw new Error('cleaning') }`
    const failure = await failureOf(body, {}, { world })
    expect(failure.message).toContain('cleaning')
    expect(world.lines.map(({ msg }) => msg)).toEqual(['after'])
  })

  it('keep the first failure when afterHandle fails too', async () => {
    const world = testWorld()
    const body = `handle() { throw new Error('first') }
      afterHandle() { throw new Error('second') }`
    const failure = await failureOf(body, {}, { world })
    expect(failure.message).toContain('first')
    expect(world.lines).toMatchObject([
      { level: 50, msg: 'afterHandle failed after a failure.', err: { message: 'second' } },
    ])
  })
})

describe('a verb', () => {
  const verbs = `
    handleGET() { this.response.payload = ['get'] }
    async handlePOST() { this.response.payload = ['post'] }`

  async function answerOf(body: string, method: string, properties = {}) {
    const { table } = await prepareTexts({ 'services/it.ts': serviceText(body) })
    const exchange = httpExchange(new Message({}), { method })
    return (await callIn(table, { properties }, { exchange })).payload
  }

  it('has a method of its own', async () => {
    expect(await answerOf(verbs, 'GET')).toEqual(['get'])
    expect(await answerOf(verbs, 'POST')).toEqual(['post'])
    expect(await answerOf(verbs, 'HEAD')).toEqual(['get'])
  })

  it('goes to handle when there is none', async () => {
    const body = `${verbs}\n handle() { this.response.payload = ['any'] }`
    expect(await answerOf(body, 'PUT')).toEqual(['any'])
    expect(await answerOf(body, 'GET', { invoked: true })).toEqual(['any'])
  })

  it('is refused when nothing serves it', async () => {
    await expect(answerOf(verbs, 'DELETE')).rejects.toMatchObject({
      code: 'CHANNEL_METHOD_NOT_ALLOWED',
      details: { allow: ['GET', 'POST'] },
    })
  })

  it('is inherited', async () => {
    const base = `import { Service } from 'patchbay'
      export class Base extends Service { handleGET() { this.response.payload = ['base'] } }`
    const own = `import { Base } from './base'
      export class It extends Base { static serviceName = 'it' }`
    const { table } = await prepareTexts({ 'services/base.ts': base, 'services/it.ts': own })
    const exchange = httpExchange(new Message({}), { method: 'GET' })
    expect((await callIn(table, {}, { exchange })).payload).toEqual(['base'])
  })
})

describe('around a service', () => {
  it('is what the manual says', async () => {
    const message = new Message({
      ...json({ a: 1 }),
      headers: { 'x-a': '1' },
      contentType: 'application/json',
      properties: { p: 1 },
    })
    const expression = `{
      payload: this.request.payload,
      raw: this.request.raw.toString(),
      headers: this.request.headers,
      contentType: this.request.contentType,
      method: this.request.http?.method,
      channel: this.request.channel,
      properties: this.request.properties,
      cid: this.cid,
      aborted: this.signal.aborted,
      hasTime: this.timeLeft > 0,
      config: this.config,
      rest: this.outgoing.rest.get('ERP'),
      ftp: this.outgoing.ftp.get('files'),
    }`
    expect(await seen(expression, message)).toEqual({
      payload: { a: 1 },
      raw: '{"a":1}',
      headers: { 'x-a': '1' },
      contentType: 'application/json',
      method: 'POST',
      channel: 'test',
      properties: { p: 1 },
      cid: 'c1d0c1d0c1d0c1d0c1d0c1d0',
      aborted: false,
      hasTime: true,
      config: { rate: 3 },
      rest: { type: 'rest', name: 'ERP' },
      ftp: { type: 'ftp', name: 'files' },
    })
  })

  it('is there for its fields already', async () => {
    const answer = await callBody(`
      erp = this.outgoing.rest.get('ERP')
      handle() { this.response.payload = this.erp }`)
    expect(answer.payload).toEqual({ type: 'rest', name: 'ERP' })
  })

  it('are other services', async () => {
    const answer = await callBody(`async handle() {
      this.response.payload = [await this.invoke('b', { x: 1 }), this.invokeAsync('c')]
    }`)
    expect(answer.payload).toEqual([{ name: 'b', payload: { x: 1 } }, 'cid-of-c'])
  })

  it('is a log that knows the service and the cid', async () => {
    const world = testWorld()
    await callBody(
      `handle() {
        this.logger.warn('low', { left: 2 })
        this.logger.error('bad', new Error('why'))
      }`,
      {},
      { world },
    )
    expect(world.lines).toMatchObject([
      { level: 40, msg: 'low', left: 2, cid: 'c1d0c1d0c1d0c1d0c1d0c1d0', service: 'it' },
      { level: 50, msg: 'bad', err: { message: 'why' }, at: { name: 'services/it.ts' } },
    ])
    expect(JSON.stringify(world.lines[1])).toContain('services/it.ts:7:')
  })

  it('is nothing for an instance that nobody called', async () => {
    const failure = await failureOf('handle() { new It().request.payload }')
    expect(failure.message).toContain('made by the runtime')
  })

  it('is fresh for each message', async () => {
    const text = serviceText(
      'count = 0\n handle() { this.response.payload = [++this.count, ++total] }',
      'let total = 0',
    )
    const { table } = await prepareTexts({ 'services/it.ts': text })
    expect((await callIn(table, {})).payload).toEqual([1, 1])
    expect((await callIn(table, {})).payload).toEqual([1, 2])
  })
})

describe('a failure', () => {
  it('is a defect with the line where it was thrown', async () => {
    const failure = await failureOf(`
      async handle() {
        await null
        const nothing = undefined as { x?: { y: string } } | undefined
        return nothing!.x
      }`)
    expect(failure.toData()).toEqual({
      code: 'SERVICE_THREW',
      kind: 'defect',
      message: `"it" threw TypeError: Cannot read properties of undefined (reading 'x')`,
      at: { collection: 'services', name: 'services/it.ts', line: 9, column: 25 },
      causes: [`Cannot read properties of undefined (reading 'x')`],
    })
  })

  it('has a stack of the files as they were written', async () => {
    const { table } = await prepareTexts({
      'services/it.ts': serviceText(
        'async handle() { await null; helped() }',
        `import { helped } from './lib/help'`,
      ),
      'services/lib/help.ts': `interface Left { out: string }

export function helped() {
  throw new Error('deep')
}`,
    })
    const failure = await callIn(table, {}).catch((thrown: Failure) => thrown)
    expect((failure as Failure).toData(true)).toMatchObject({
      at: { name: 'services/lib/help.ts', line: 4, column: 9 },
      stack: [
        'Error: deep',
        '    at helped (services/lib/help.ts:4:9)',
        '    at It.handle (services/it.ts:5:30)',
      ].join('\n'),
    })
  })

  it.each([
    ['BadRequest', 'BAD_REQUEST', 400],
    ['Unauthorized', 'UNAUTHORIZED', 401],
    ['Forbidden', 'FORBIDDEN', 403],
    ['NotFound', 'NOT_FOUND', 404],
    ['Conflict', 'CONFLICT', 409],
    ['Unprocessable', 'UNPROCESSABLE', 422],
    ['TooManyRequests', 'TOO_MANY_REQUESTS', 429],
    ['ServiceUnavailable', 'SERVICE_UNAVAILABLE', 503],
  ])('is what a %s says', async (name, code, status) => {
    const text = serviceText(
      `handle() { throw new ${name}('because', { details: { a: 1 }, cause: new Error('root') }) }`,
      `import { ${name} } from 'patchbay'`,
    )
    const { table } = await prepareTexts({ 'services/it.ts': text })
    const failure = (await callIn(table, {}).catch((thrown) => thrown)) as Failure
    expect(failure.http).toBe(status)
    expect(failure.toData()).toMatchObject({
      code,
      message: 'because',
      details: { a: 1 },
      causes: ['root'],
      at: { collection: 'services', name: 'services/it.ts', line: 5, column: 18 },
    })
  })

  it('of a connection stays what it is', async () => {
    const lost = new Failure('OUTGOING_LOST', 'Gone.', {
      at: { collection: 'connections', name: 'ERP' },
    })
    const world = { ...testWorld(), invoke: () => Promise.reject(lost) }
    expect(await failureOf(`handle() { return this.invoke('b') }`, {}, { world })).toBe(lost)
  })

  it('may be anything that JavaScript lets throw', async () => {
    expect((await failureOf(`handle() { throw 'words' }`)).message).toBe('"it" threw words')
    expect((await failureOf('handle() { throw undefined }')).message).toBe('"it" threw undefined')
    const frozen = await failureOf(`handle() { throw Object.freeze(new Error('cold')) }`)
    expect(frozen.at).toMatchObject({ line: 5 })
    const endless = `handle() { const e = new Error('a'); e.cause = e; throw e }`
    expect((await failureOf(endless)).code).toBe('SERVICE_THREW')
  })

  it('comes from a constructor too', async () => {
    const failure = await failureOf(`constructor() { super(); throw new Error('no') }`)
    expect(failure.at).toMatchObject({ name: 'services/it.ts', line: 5 })
  })
})

describe('a service without handle', () => {
  it('says so', async () => {
    expect((await failureOf('')).message).toBe('"it" has no handle().')
  })
})

describe('the built-in services', () => {
  it('are in every table', async () => {
    const { table } = await prepareTexts({})
    const pong = await callIn(table, {}, { name: 'patchbay.ping' })
    expect(pong.payload).toMatchObject({ pong: true })
    const raw = Buffer.from([0, 1, 255])
    const echo = await callIn(table, { raw, contentType: 'image/x' }, { name: 'patchbay.echo' })
    expect(echo.raw.equals(raw)).toBe(true)
    expect(echo.contentType).toBe('image/x')
    const world = testWorld()
    await callIn(table, { raw: Buffer.from('hello') }, { name: 'patchbay.input-logger', world })
    expect(world.lines).toMatchObject([{ msg: '5 bytes from test: hello' }])
  })
})
