import { describe, expect, test } from 'vitest'
import type { Act } from '../../../runtime/flow/live.ts'
import { Failure } from '../../../runtime/model/failure.ts'
import { bench, flowOf, service } from './bench-flow.ts'

const answering =
  (payload: unknown): Act =>
  async (message) =>
    message.with({ payload })

const failing =
  (code: 'OUTGOING_UNREACHABLE' | 'SERVICE_THREW' = 'SERVICE_THREW'): Act =>
  async () => {
    throw new Failure(code, 'It failed.')
  }

describe('a message on its way', () => {
  test('is answered by the first node when no link says who answers', async () => {
    const flow = flowOf({ a: service('a'), b: service('b') }, ['channel -> a', 'a -> b'])
    const { send } = await bench(flow, { a: answering('from a'), b: answering('from b') })
    expect(await send('x')).toMatchObject({
      reply: 'from a',
      path: ['a', 'b'],
      states: ['done', 'done'],
    })
  })

  test('is answered by whatever is linked to the reply port', async () => {
    const flow = flowOf({ a: service('a'), b: service('b') }, [
      'channel -> a',
      'a -> b',
      'b -> channel.reply',
    ])
    const { send } = await bench(flow, { a: answering('from a'), b: answering('from b') })
    expect((await send('x')).reply).toBe('from b')
  })

  test('is answered by the service behind the blocks', async () => {
    const flow = flowOf(
      {
        ok: { kind: 'block', type: 'filter', config: { condition: 'payload > 1' } },
        a: service('a'),
      },
      ['channel -> ok', 'ok -> a'],
    )
    const { send } = await bench(flow, { a: answering('from a') })
    expect((await send(2)).reply).toBe('from a')
    const filtered = await send(1)
    expect(filtered).toMatchObject({ reply: undefined, states: ['filtered'], path: ['Filter'] })
    expect(filtered.exchange.failure).toBeUndefined()
  })

  test('takes every branch, and settles after the slowest', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    let isDone = false
    const slow: Act = async (message) => {
      await gate
      isDone = true
      return message
    }
    const flow = flowOf({ a: service('a'), b: service('b') }, ['channel -> a', 'channel -> b'])
    const { send } = await bench(flow, { b: slow })
    const ended = send('x')
    release()
    expect((await ended).path.sort()).toEqual(['a', 'b'])
    expect(isDone).toBe(true)
  })

  test('fails the exchange when one branch fails, and the others end all the same', async () => {
    const flow = flowOf({ a: service('a'), b: service('b'), c: service('c') }, [
      'channel -> a',
      'channel -> b',
      'b -> c',
    ])
    const { send } = await bench(flow, { a: failing() })
    const { exchange, path, states } = await send('x')
    expect(exchange.failure?.code).toBe('SERVICE_THREW')
    expect(path).toEqual(['a', 'b', 'c'])
    expect(states).toEqual(['failed', 'done', 'done'])
  })

  test('leaves by a linked error port with the failure beside it', async () => {
    const flow = flowOf({ a: service('a'), b: service('b') }, [
      'channel -> a',
      'a.error -> b',
      'b -> channel.reply',
    ])
    const seen: unknown[] = []
    const { send } = await bench(flow, {
      a: failing(),
      b: async (message) => {
        seen.push(message.payload, message.properties.error)
        return message.with({ payload: 'mended' })
      },
    })
    const { reply, exchange, states } = await send('x')
    expect(seen).toEqual([
      'x',
      expect.objectContaining({ code: 'SERVICE_THREW', message: 'It failed.' }),
    ])
    expect({ reply, states, failure: exchange.failure }).toEqual({
      reply: 'mended',
      states: ['caught', 'done'],
      failure: undefined,
    })
  })

  test('is tried again as the node says, then counts its attempts', async () => {
    let calls = 0
    const retry = {
      attempts: 3,
      delay: 1,
      factor: 1,
      maxDelay: 1,
      jitter: 0,
      on: ['peer' as const],
    }
    const flow = flowOf({ a: service('a', { retry }) }, ['channel -> a'])
    const { send } = await bench(flow, {
      a: async (message) => {
        calls++
        if (calls < 3) throw new Failure('OUTGOING_UNREACHABLE', 'Not there.')
        return message
      },
    })
    const { exchange } = await send('x')
    expect(exchange.failure).toBeUndefined()
    expect(exchange.steps[1]?.attempts).toBe(3)
  })

  test('is not tried again for a failure that the policy does not name', async () => {
    const retry = {
      attempts: 5,
      delay: 1,
      factor: 1,
      maxDelay: 1,
      jitter: 0,
      on: ['peer' as const],
    }
    const flow = flowOf({ a: service('a', { retry }) }, ['channel -> a'])
    const { send } = await bench(flow, { a: failing('SERVICE_THREW') })
    expect((await send('x')).exchange.steps[1]?.attempts).toBe(1)
  })

  test('passes over a node that is off', async () => {
    const flow = flowOf({ a: service('a', { disabled: true }), b: service('b') }, [
      'channel -> a',
      'a -> b',
    ])
    const { send } = await bench(flow, { a: failing() })
    expect((await send('x')).path).toEqual(['b'])
  })

  test('ends at its deadline, and begins nothing new after it', async () => {
    let release = () => {}
    let began = 0
    const flow = flowOf({ a: service('a'), b: service('b') }, ['channel -> a', 'a -> b'])
    const { send } = await bench(flow, {
      a: (message, scope) =>
        new Promise((resolve) => {
          release = () => resolve(message)
          scope.signal.addEventListener('abort', () => release())
        }),
      b: async (message) => {
        began++
        return message
      },
    })
    const { exchange } = await send('x', 20)
    expect(exchange.failure).toMatchObject({ code: 'DEADLINE_PASSED' })
    expect(exchange.failure?.message).toContain('"a" was still at work')
    expect(began).toBe(0)
  })

  test('stops when the caller is gone and somebody listens', async () => {
    const caller = new AbortController()
    const flow = flowOf({ a: service('a') }, ['channel -> a'])
    const { send } = await bench(flow, {
      a: (_message, scope) =>
        new Promise((_resolve, reject) => {
          scope.signal.addEventListener('abort', () => reject(scope.signal.reason))
          caller.abort()
        }),
    })
    expect((await send('x', 5000, caller.signal)).exchange.failure?.code).toBe('CALLER_GONE')
  })
})

describe('a router', () => {
  const cases = [
    { id: 'big', label: 'big', condition: 'payload.amount > 1000' },
    { id: 'eu', label: 'EU', condition: 'payload.region = "EU"' },
  ]
  const routed = (match: string) =>
    flowOf(
      {
        r: { kind: 'block', type: 'router', config: { match, cases } },
        big: service('big'),
        eu: service('eu'),
        rest: service('rest'),
      },
      ['channel -> r', 'r.big -> big', 'r.eu -> eu', 'r.else -> rest'],
    )

  test('takes the first case that is true', async () => {
    const { send } = await bench(routed('first'))
    expect((await send({ amount: 2000, region: 'EU' })).path).toEqual(['Router', 'big'])
    expect((await send({ amount: 1, region: 'EU' })).path).toEqual(['Router', 'eu'])
  })

  test('takes every case that is true when it is to take all', async () => {
    const { send } = await bench(routed('all'))
    expect((await send({ amount: 2000, region: 'EU' })).path).toEqual(['Router', 'big', 'eu'])
  })

  test('sends on by else what fits no case', async () => {
    const { send } = await bench(routed('first'))
    expect((await send({ amount: 1 })).path).toEqual(['Router', 'rest'])
    expect((await send(null)).path).toEqual(['Router', 'rest'])
  })
})

describe('map and set', () => {
  test('map makes a new payload from the message', async () => {
    const config = { expression: '{ "id": payload.cust_id, "sum": $sum(payload.lines.n) }' }
    const { send } = await bench(
      flowOf({ m: { kind: 'block', type: 'map', config } }, ['channel -> m']),
    )
    expect((await send({ cust_id: 7, lines: [{ n: 1 }, { n: 2 }] })).reply).toEqual({
      id: 7,
      sum: 3,
    })
  })

  test('set changes fields in order and leaves what came in alone', async () => {
    const actions = [
      { verb: 'set', path: 'payload.a.b', value: '41 + 1' },
      { verb: 'rename', path: 'payload.old', to: 'payload.new' },
      { verb: 'remove', path: 'payload.gone' },
      { verb: 'set', path: 'headers.X-Region', value: '"EU"' },
    ]
    const { send } = await bench(
      flowOf({ s: { kind: 'block', type: 'set', config: { actions } } }, ['channel -> s']),
    )
    const { reply, exchange } = await send({ old: 1, gone: 2 })
    expect(reply).toEqual({ a: { b: 42 }, new: 1 })
    expect(exchange.reply?.headers).toEqual({ 'x-region': 'EU' })
    expect(exchange.message.payload).toEqual({ old: 1, gone: 2 })
  })

  test('an expression that does not parse fails with its place', async () => {
    const config = { expression: 'payload.' }
    const { send } = await bench(
      flowOf({ m: { kind: 'block', type: 'map', config } }, ['channel -> m']),
    )
    const { exchange } = await send({})
    expect(exchange.failure).toMatchObject({
      code: 'BLOCK_EXPRESSION_WRONG',
      at: { node: 'm', field: 'config.expression' },
    })
  })
})

describe('figures', () => {
  test('count what passed, what failed and what is open', async () => {
    const flow = flowOf({ a: service('a') }, ['channel -> a'])
    let calls = 0
    const { send, counters } = await bench(flow, {
      a: async (message) => {
        if (++calls % 3 === 0) throw new Failure('SERVICE_THREW', 'Every third.')
        return message
      },
    })
    for (let n = 0; n < 9; n++) await send(n)
    const { nodes, links } = counters.sample(1000)
    expect(nodes).toContainEqual(expect.objectContaining({ total: 9, failed: 3, open: 0, rate: 9 }))
    expect(links).toEqual([{ flow: 'F', link: 'l0', total: 9, rate: 9 }])
    expect(counters.sample(1000).links[0]?.rate).toBe(0)
  })
})

describe('a node that may take only so long', () => {
  test('fails with its own limit, and may be tried again', async () => {
    const retry = {
      attempts: 2,
      delay: 1,
      factor: 1,
      maxDelay: 1,
      jitter: 0,
      on: ['peer' as const],
    }
    const flow = flowOf({ a: service('a', { timeout: 5, retry }) }, ['channel -> a'])
    let calls = 0
    const { send } = await bench(flow, {
      a: (message) => (++calls === 1 ? new Promise(() => undefined) : Promise.resolve(message)),
    })
    const { exchange } = await send('x')
    expect(exchange.failure).toBeUndefined()
    expect(exchange.steps[1]?.attempts).toBe(2)
    const alone = await bench(flowOf({ a: service('a', { timeout: 5 }) }, ['channel -> a']), {
      a: () => new Promise(() => undefined),
    })
    expect((await alone.send('x')).exchange.failure).toMatchObject({ code: 'NODE_TIMED_OUT' })
  })
})
