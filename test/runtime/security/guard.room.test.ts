/** Every way of proving that needs nobody else, with each outcome, over real sockets and through the whole runtime. */
import { describe, expect, it } from 'vitest'
import { mask } from '../../../runtime/inspector/redact.ts'
import { basicHeader, bearerHeader, type Definitions, runGuarded } from '../../support/guarded.ts'

const basic = { type: 'basic', user: 'erp', password: { secret: 'erp.password' } }
const key = { type: 'api-key', header: 'X-Partner', key: { secret: 'partner.key' } }
const secrets = { 'erp.password': 'pässword:1', 'partner.key': 'k-0123456789' }
const generic = 'Credentials are missing or not valid.'

describe('HTTP Basic', () => {
  it('lets in the user, and tells services who it is', async () => {
    const { ask } = await runGuarded({ security: { erp: basic } }, secrets)
    expect(await ask(basicHeader('erp', 'pässword:1'))).toMatchObject({
      status: 200,
      who: {
        name: 'erp',
        definition: 'erp',
        type: 'basic',
        identity: { subject: 'erp', claims: {}, roles: [] },
      },
    })
  })

  it('answers everything else alike, with a challenge', async () => {
    const { ask } = await runGuarded({ security: { erp: { ...basic, realm: 'ERP' } } }, secrets)
    const challenge = 'Basic realm="ERP", charset="UTF-8"'
    const wrong = [
      {},
      basicHeader('erp', 'wrong'),
      basicHeader('other', 'pässword:1'),
      basicHeader('erp', ''),
      basicHeader('', ''),
      { authorization: 'Basic' },
      { authorization: 'Basic !' },
      bearerHeader('x'),
      { authorization: basicHeader('erp', 'pässword:1').authorization.replace(/=*$/, '!') },
    ]
    for (const headers of wrong) {
      const { status, challenge: told, error } = await ask(headers)
      expect({ status, told, words: error?.message, code: error?.code }).toEqual({
        status: 401,
        told: challenge,
        words: generic,
        code: 'UNAUTHORIZED',
      })
    }
  })

  it('guards HEAD and every other method', async () => {
    const { address } = await runGuarded({ security: { erp: basic } }, secrets)
    for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await fetch(address(), { method })).status).toBe(401)
    }
  })
})

describe('an API key', () => {
  it('lets in whoever has it, under the name of the definition', async () => {
    const { ask } = await runGuarded({ security: { partner: key } }, secrets)
    expect(await ask({ 'x-partner': 'k-0123456789' })).toMatchObject({
      status: 200,
      who: { name: 'partner', type: 'api-key', identity: { subject: 'partner' } },
    })
    for (const headers of [{}, { 'x-partner': '' }, { 'x-partner': 'k-012345678' }]) {
      const { status, challenge, error } = await ask(headers as Record<string, string>)
      expect([status, challenge, error?.message]).toEqual([401, 'ApiKey realm="patchbay"', generic])
    }
  })
})

describe('several definitions', () => {
  it('let in by any of them, and challenge with all', async () => {
    const { ask } = await runGuarded({ security: { erp: basic, partner: key } }, secrets)
    expect((await ask({ 'x-partner': 'k-0123456789' })).who).toMatchObject({
      definition: 'partner',
    })
    expect((await ask(basicHeader('erp', 'pässword:1'))).who).toMatchObject({ definition: 'erp' })
    expect((await ask()).challenge).toBe(
      'Basic realm="patchbay", charset="UTF-8", ApiKey realm="patchbay"',
    )
  })

  it('are a group under one name, and services see the member', async () => {
    const all = { type: 'group', members: ['erp', 'partner'] }
    const { ask } = await runGuarded(
      { security: { erp: basic, partner: key, all }, channel: { security: ['all'] } },
      secrets,
    )
    expect((await ask({ 'x-partner': 'k-0123456789' })).who).toMatchObject({
      definition: 'partner',
    })
    expect((await ask(basicHeader('erp', 'pässword:1'))).who).toMatchObject({ definition: 'erp' })
    expect((await ask()).status).toBe(401)
  })
})

describe('a definition that cannot work', () => {
  const closed = { status: 503, error: { code: 'SECURITY_UNAVAILABLE' } }
  const good = basicHeader('erp', 'pässword:1')

  it('is closed without its secret, and open with it, at once', async () => {
    const { ask, status, runtime } = await runGuarded({ security: { erp: basic } })
    expect(status()).toMatchObject({ state: 'incomplete', reason: { code: 'SECRET_MISSING' } })
    for (const headers of [{}, good, basicHeader('erp', 'undefined')]) {
      const answer = await ask(headers)
      expect(answer).toMatchObject(closed)
      expect(answer.headers.get('retry-after')).toBe('5')
    }
    await runtime.setSecrets(new Map([['erp.password', '']]))
    expect(await ask(basicHeader('erp', ''))).toMatchObject(closed)
    await runtime.setSecrets(new Map(Object.entries(secrets)))
    expect(status().state).toBe('ready')
    expect((await ask(good)).status).toBe(200)
    expect((await ask()).status).toBe(401)
  })

  it.each([
    ['not there', {}, ['erp'], 'SECURITY_NOT_FOUND'],
    ['switched off', { erp: { ...basic, isActive: false } }, ['erp'], 'SECURITY_OFF'],
    [
      'one that guards nothing',
      { erp: { type: 'bearer', token: { secret: 'partner.key' } } },
      ['erp'],
      'SECURITY_INCOMPLETE',
    ],
    ['of a type nobody knows', { erp: { type: 'kerberos' } }, ['erp'], 'SECURITY_NOT_FOUND'],
    ['misshapen', { erp: { ...basic, user: 'a:b' } }, ['erp'], 'SECURITY_NOT_FOUND'],
    ['in a group', { all: { type: 'group', members: ['erp'] } }, ['all'], 'SECURITY_NOT_FOUND'],
  ])('is closed when it is %s', async (_, security, names, code) => {
    const { ask, status } = await runGuarded({ security, channel: { security: names } }, secrets)
    expect(status()).toMatchObject({ state: 'incomplete', reason: { code } })
    expect(await ask()).toMatchObject(closed)
    expect(await ask(good)).toMatchObject(closed)
  })

  it('does not close the channel to those whom others know', async () => {
    const { ask, status } = await runGuarded(
      { security: { partner: key, erp: basic } },
      { 'partner.key': 'k-0123456789' },
    )
    expect(status().state).toBe('incomplete')
    expect((await ask({ 'x-partner': 'k-0123456789' })).status).toBe(200)
    expect(await ask(good)).toMatchObject(closed)
  })

  it('stays closed when the definition of a running channel is deleted', async () => {
    const { ask, deploy, status } = await runGuarded({ security: { erp: basic } }, secrets)
    expect((await ask(good)).status).toBe(200)
    await deploy({ channel: { security: ['erp'] } })
    expect(status()).toMatchObject({ state: 'incomplete', reason: { code: 'SECURITY_NOT_FOUND' } })
    expect(await ask(good)).toMatchObject(closed)
    expect(await ask()).toMatchObject(closed)
  })
})

describe('rate limits', () => {
  it('are counted for each caller', async () => {
    const { ask, status } = await runGuarded(
      {
        security: { erp: basic, partner: key },
        channel: { limitCaller: 2, limitPer: 'minute' },
      },
      secrets,
    )
    const erp = basicHeader('erp', 'pässword:1')
    expect([(await ask(erp)).status, (await ask(erp)).status]).toEqual([200, 200])
    const { status: third, headers, error } = await ask(erp)
    expect([third, error?.code]).toEqual([429, 'TOO_MANY_REQUESTS'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(headers.get('ratelimit-policy')).toBe('"caller";q=2;w=60')
    expect((await ask({ 'x-partner': 'k-0123456789' })).status).toBe(200)
    expect(status().figures).toEqual({ letIn: 3, refused: 1 })
  })

  it('are counted for each address before anybody is asked who they are', async () => {
    const { ask } = await runGuarded(
      {
        security: { erp: basic },
        channel: { limitAddress: 3, limitPer: 'minute', limitBurst: 2 },
      },
      secrets,
    )
    expect([(await ask()).status, (await ask()).status]).toEqual([401, 401])
    expect((await ask(basicHeader('erp', 'pässword:1'))).status).toBe(429)
  })

  it('hold for a channel that everybody may call', async () => {
    const { ask } = await runGuarded({ channel: { limitCaller: 1, limitPer: 'minute' } })
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429])
  })
})

describe('a change', () => {
  it('goes live while requests run, and none of them fails', async () => {
    const { ask, deploy, runtime } = await runGuarded({ security: { erp: basic } }, secrets)
    const failed: unknown[] = []
    let letIn = 0
    let isOver = false
    const headers = { ...basicHeader('erp', 'pässword:1'), 'x-partner': 'k-0123456789' }
    const callers = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const { status, error } = await ask(headers)
        if (status === 200) letIn++
        else failed.push([status, error])
      }
    })
    const steps: Definitions[] = [
      { erp: basic, partner: key },
      { partner: key },
      { partner: key, all: { type: 'group', members: ['partner'] } },
      { erp: { ...basic, realm: 'other' } },
      {},
      { erp: basic },
    ]
    for (const security of steps) {
      const reached = letIn + 50
      await deploy({ security })
      await expect.poll(() => letIn, { timeout: 20_000 }).toBeGreaterThan(reached)
    }
    isOver = true
    await Promise.all(callers)
    expect(failed).toEqual([])

    // A new password holds from the moment it is there.
    await runtime.setSecrets(new Map([['erp.password', 'another one']]))
    expect((await ask(headers)).status).toBe(401)
    expect((await ask(basicHeader('erp', 'another one'))).status).toBe(200)
  })

  it('of one definition touches it and the channels it guards, and nothing else', async () => {
    const { deploy } = await runGuarded({ security: { erp: basic, partner: key } }, secrets)
    const channel = { security: ['erp'] }
    await deploy({ security: { erp: basic, partner: key }, channel })
    const other = { ...key, realm: 'other' }
    expect((await deploy({ security: { erp: basic, partner: other }, channel })).touched).toEqual([
      'security/partner',
    ])
    const changed = { ...basic, realm: 'other' }
    expect((await deploy({ security: { erp: changed, partner: other }, channel })).touched).toEqual(
      ['security/erp', 'channels/Ask'],
    )
  })

  it('keeps what was counted', async () => {
    const { ask, deploy, status } = await runGuarded({ security: { erp: basic } }, secrets)
    await ask()
    await ask(basicHeader('erp', 'pässword:1'))
    await deploy({ security: { erp: { ...basic, realm: 'other' } } })
    await ask()
    expect(status().figures).toEqual({ letIn: 1, refused: 2 })
  })
})

describe('what is kept of a refusal', () => {
  it('says why, to those who run it and not to the caller', async () => {
    const lines: string[] = []
    const { ask, runtime } = await runGuarded({ security: { erp: basic, partner: key } }, secrets, {
      logLevel: 'info',
      writeLog: (line) => lines.push(line),
    })
    const wrong = basicHeader('erp', 'guessed-it')
    const { headers } = await ask({ ...wrong, 'x-partner': 'also-guessed' })
    const cid = headers.get('x-patchbay-cid') ?? ''
    const kept = runtime.inspector.exchange(cid)
    expect(kept?.failure).toMatchObject({
      code: 'UNAUTHORIZED',
      message: generic,
      causes: ['erp: user or password are not these; partner: the key is not this one'],
    })
    expect(lines.join('')).toContain('user or password are not these')
    expect(JSON.stringify(kept) + lines.join('')).not.toMatch(/guessed/)
  })

  it('does not push everything else out of the history', async () => {
    const { ask, runtime, status } = await runGuarded({ security: { erp: basic } }, secrets)
    await Promise.all(Array.from({ length: 400 }, () => ask()))
    expect(status().figures).toMatchObject({ refused: 400 })
    expect(runtime.inspector.exchanges({ limit: 2000 }).length).toBeLessThan(300)
  })

  it('and of a call shows no credential, whatever it is made of', async () => {
    const { ask, runtime } = await runGuarded({ security: { erp: basic, partner: key } }, secrets)
    const login = basicHeader('erp', 'pässword:1')
    const echoed = { 'x-copy': login.authorization, 'x-other': 'k-0123456789' }
    const { headers } = await ask({ ...login, ...echoed, 'x-partner': 'never seen before' })
    const cid = headers.get('x-patchbay-cid') ?? ''
    expect(runtime.inspector.body({ cid, step: 0, side: 'in' })?.headers).toMatchObject({
      authorization: mask,
      'x-partner': mask,
      'x-copy': `Basic ${mask}`,
      'x-other': mask,
    })
  })
})
