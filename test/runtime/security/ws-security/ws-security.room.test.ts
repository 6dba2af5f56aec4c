/** UsernameTokens over real sockets and through the whole runtime. */
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { readXml } from '../../../../runtime/message/body/xml.ts'
import { basicHeader, runGuarded } from '../../../support/guarded.ts'
import {
  type Digest,
  digestToken,
  envelope,
  iso,
  security,
  soap11,
  soap12,
  textToken,
} from '../../../support/soap.ts'

const definition = { type: 'ws-security', user: 'erp', password: { secret: 'pw' } }
const password = 'pässw<rd&1'
const written = 'pässw&lt;rd&amp;1'
const secrets = { pw: password }
const challenge = 'WSSE realm="patchbay", profile="UsernameToken"'

async function start(values: Record<string, unknown> = {}, channel: Record<string, unknown> = {}) {
  const definitions = { partner: { ...definition, ...values } }
  const guarded = await runGuarded({ security: definitions, channel }, secrets)
  const post = async (body: string | Buffer | undefined, headers: Record<string, string> = {}) => {
    const response = await fetch(guarded.address(), {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    })
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      type: response.headers.get('content-type'),
      text: await response.text(),
    }
  }
  const digest = (how: Digest = {}, word = password) =>
    post(envelope(security(digestToken('erp', word, how))))
  return { ...guarded, post, digest }
}

const refused = { status: 401, challenge }

describe('a digest', () => {
  it('lets in, and tells services who it is', async () => {
    const { post } = await start()
    const answer = await post(envelope(security(digestToken('erp', password))))
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toEqual({
      who: {
        name: 'erp',
        definition: 'partner',
        type: 'ws-security',
        identity: { subject: 'erp', claims: {}, roles: [] },
      },
    })
    const other = envelope(security(digestToken('erp', password)), soap12)
    const type = { 'content-type': 'application/soap+xml; charset=utf-8; action="x"' }
    expect((await post(other, type)).status).toBe(200)
  })

  it('is refused alike whatever is wrong with it', async () => {
    const { post, digest } = await start()
    const good = digestToken('erp', password)
    const wrong = [
      digestToken('erp', 'wrong'),
      digestToken('erp', ''),
      digestToken('other', password),
      textToken('erp', written),
      textToken(
        'erp',
        written,
        `<wsu:Created>${iso(0)}</wsu:Created><wsse:Nonce>AQID</wsse:Nonce>`,
      ),
      good.replace('</wsu:Created>', '1</wsu:Created>'),
      good + good,
      '',
    ]
    const texts = new Set<string>()
    for (const token of wrong) {
      const answer = await post(envelope(security(token)))
      expect([token, answer]).toMatchObject([token, refused])
      texts.add(answer.text)
    }
    expect(texts.size).toBe(1)
    expect((await digest()).status).toBe(200)
  })

  it('is good for so long, and no longer', async () => {
    const { digest } = await start({ maxAge: 100, clockSkew: 20 })
    const statusAt = async (created: string) => (await digest({ created })).status
    expect(await statusAt(iso(-110))).toBe(200)
    expect(await statusAt(iso(10))).toBe(200)
    expect(await statusAt(iso(-130))).toBe(401)
    expect(await statusAt(iso(30))).toBe(401)
    expect(await statusAt('yesterday')).toBe(401)
    expect(await statusAt('')).toBe(401)
  })

  it('may have its time in another zone, or in none', async () => {
    const { digest } = await start()
    const shifted = new Date(Date.now() + 2 * 3600_000).toISOString().replace('Z', '+02:00')
    expect((await digest({ created: shifted })).status).toBe(200)
    expect((await digest({ created: iso(0).replace('Z', '') })).status).toBe(200)
    expect((await digest({ created: iso(0).replace(/\.\d+Z/, '+00:00') })).status).toBe(200)
    expect((await digest({ created: shifted.replace('+', '-') })).status).toBe(401)
  })

  it('is let in once', async () => {
    const { post, digest } = await start()
    const nonce = Buffer.from('0123456789abcdef')
    const first = envelope(security(digestToken('erp', password, { nonce, created: iso(-1) })))
    expect((await post(first)).status).toBe(200)
    expect(await post(first)).toMatchObject(refused)
    // Nor with a new time, nor with the same bytes written otherwise.
    expect((await digest({ nonce })).status).toBe(401)
    const spaced = first.replace('<wsse:Nonce>', '<wsse:Nonce>\n  ')
    expect((await post(spaced)).status).toBe(401)
    expect((await digest()).status).toBe(200)
  })

  it('is let in once of many at the same time', async () => {
    const { post } = await start()
    const one = envelope(security(digestToken('erp', password)))
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await post(one)).status),
    )
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 401)).toHaveLength(19)
  })

  it('cannot spend a nonce with a wrong password', async () => {
    const { digest } = await start()
    const nonce = Buffer.from('a nonce of others')
    expect((await digest({ nonce }, 'wrong')).status).toBe(401)
    expect((await digest({ nonce })).status).toBe(200)
  })

  it.each([
    ['a byte of the time to the nonce', 1],
    ['a byte of the nonce to the time', -1],
    ['white space of the nonce to the time', -2],
    ['all of the time to the nonce', 24],
  ])('cannot be made another by moving %s', async (_, count) => {
    const { post } = await start({ created: 'never', nonce: 'never' })
    const nonce = Buffer.from(count === -2 ? '01234567 \n' : '0123456789')
    const created = iso(0)
    const good = digestToken('erp', password, { nonce, created })
    expect((await post(envelope(security(good)))).status).toBe(200)
    const all = Buffer.concat([nonce, Buffer.from(created)])
    const at = nonce.length + count
    const rest = all.subarray(at).toString()
    const moved = { nonce: all.subarray(0, at), created: rest === '' ? undefined : rest }
    const other = digestToken('erp', password, moved)
    const shown = (token: string) => /Digest">([^<]*)/.exec(token)?.[1]
    expect(shown(other)).toBe(shown(good))
    expect((await post(envelope(security(other)))).status).toBe(401)
  })

  it('needs a nonce and a time unless it is told otherwise', async () => {
    const strict = await start()
    expect((await strict.digest({ nonce: undefined })).status).toBe(401)
    expect((await strict.digest({ created: undefined })).status).toBe(401)
    const lax = await start({ nonce: 'never', created: 'never' })
    expect((await lax.digest({ nonce: undefined })).status).toBe(200)
    expect((await lax.digest({ created: undefined })).status).toBe(200)
    // What is there is looked at all the same.
    expect((await lax.digest({ created: iso(-1000) })).status).toBe(401)
  })
})

describe('a refusal', () => {
  const code = 'wsse:FailedAuthentication'
  it('is a fault for those who speak SOAP', async () => {
    const { post } = await start()
    const wrong = security(digestToken('erp', 'wrong'))
    for (const body of [envelope(wrong), envelope(''), '<a', '']) {
      const answer = await post(body)
      expect(answer).toMatchObject({ ...refused, type: 'text/xml; charset=utf-8' })
      expect(readXml(Buffer.from(answer.text))).toMatchObject({
        's:Envelope': { '@xmlns:s': soap11, 's:Body': { 's:Fault': { faultcode: code } } },
      })
    }
    const type = 'application/soap+xml; charset=utf-8'
    const answer = await post(envelope(wrong, soap12), { 'content-type': type })
    expect(answer).toMatchObject({ ...refused, type })
    const fault = { 's:Code': { 's:Value': 's:Sender', 's:Subcode': { 's:Value': code } } }
    expect(readXml(Buffer.from(answer.text))).toMatchObject({
      's:Envelope': { '@xmlns:s': soap12, 's:Body': { 's:Fault': fault } },
    })
  })

  it('is plain for others', async () => {
    const { post, ask } = await start()
    expect(await ask()).toMatchObject({ ...refused, error: { code: 'UNAUTHORIZED' } })
    const answer = await post('{}', { 'content-type': 'application/json' })
    expect(answer).toMatchObject({ ...refused, type: 'application/json' })
  })
})

describe('a password as text', () => {
  it('lets in where it may come so', async () => {
    const { post, digest } = await start({ passwordType: 'text' })
    expect((await post(envelope(security(textToken('erp', written))))).status).toBe(200)
    expect((await post(envelope(security(textToken('erp', 'wrong'))))).status).toBe(401)
    expect((await post(envelope(security(textToken('erp', ` ${written}`))))).status).toBe(401)
    expect((await digest()).status).toBe(401)
    const old = textToken('erp', written, `<wsu:Created>${iso(-1000)}</wsu:Created>`)
    expect((await post(envelope(security(old)))).status).toBe(401)
  })

  it('may be either, and may need nonce and time too', async () => {
    const either = await start({ passwordType: 'either', nonce: 'always', created: 'always' })
    const bare = envelope(security(textToken('erp', written)))
    expect((await either.post(bare)).status).toBe(401)
    const more = `<wsse:Nonce>AQID</wsse:Nonce><wsu:Created>${iso(0)}</wsu:Created>`
    const full = envelope(security(textToken('erp', written, more)))
    expect((await either.post(full)).status).toBe(200)
    expect((await either.post(full)).status).toBe(401)
    expect((await either.digest()).status).toBe(200)
  })
})

describe('what is no envelope', () => {
  it('is refused, and nothing breaks', async () => {
    const { post, ask, digest } = await start()
    const good = envelope(security(digestToken('erp', password)))
    const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`
    const hostile: (string | Buffer | undefined)[] = [
      undefined,
      '',
      'erp',
      '<order/>',
      good.slice(0, -5),
      good.slice(22).replace(/^/, entities),
      good
        .slice(22)
        .replace(/^/, '<!DOCTYPE x SYSTEM "file:///etc/passwd">')
        .replace('>erp<', '>&x;<'),
      good.replace('>erp<', '>&erp;<'),
      '<a>'.repeat(100_000),
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from([0xc3, 0x28]),
      envelope(''),
    ]
    for (const body of hostile) expect([body, await post(body)]).toMatchObject([body, refused])
    expect(await ask()).toMatchObject(refused)
    const json = { 'content-type': 'application/json' }
    expect(await post(good, json)).toMatchObject(refused)
    expect((await digest()).status).toBe(200)
  })

  it('is refused unread when it is larger than the limit', async () => {
    const { post } = await start({ maxSize: 0.01 }, { maxSize: 1 })
    const of = (length: number) =>
      post(envelope(security(digestToken('erp', password)), undefined, 'x'.repeat(length)))
    expect((await of(8000)).status).toBe(200)
    expect((await of(20_000)).status).toBe(401)
    // Larger than the channel takes.
    expect((await of(2_000_000)).status).toBe(413)
  })

  it('is refused when it comes in pieces and never ends', async () => {
    const { address, digest } = await start({}, { maxSize: 0.01 })
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(address(), {
        method: 'POST',
        headers: { 'content-type': 'text/xml', 'transfer-encoding': 'chunked' },
      })
      sent.on('response', (response) => {
        resolve(response.statusCode)
        sent.destroy()
      })
      sent.on('error', reject)
      sent.write(`<a>${'x'.repeat(20_000)}`)
    })
    expect(status).toBe(413)
    expect((await digest()).status).toBe(200)
  })

  it('is left to the others of a group', async () => {
    const { address } = await runGuarded(
      {
        security: {
          soap: definition,
          erp: { type: 'basic', user: 'erp', password: { secret: 'pw' } },
          all: { type: 'group', members: ['soap', 'erp'] },
        },
        channel: { security: ['all'] },
      },
      secrets,
    )
    const ask = async (headers: Record<string, string>, body: string) => {
      const response = await fetch(address(), { method: 'POST', headers, body })
      return { status: response.status, challenge: response.headers.get('www-authenticate') }
    }
    expect(await ask(basicHeader('erp', password), '{}')).toMatchObject({ status: 200 })
    const xml = { 'content-type': 'text/xml' }
    const good = envelope(security(digestToken('erp', password)))
    expect(await ask(xml, good)).toMatchObject({ status: 200 })
    expect(await ask(xml, envelope(''))).toEqual({
      status: 401,
      challenge: `${challenge}, Basic realm="patchbay", charset="UTF-8"`,
    })
  })
})

it('lets nobody in with an empty password', async () => {
  const { status, address } = await runGuarded({ security: { partner: definition } }, { pw: '' })
  const body = envelope(security(digestToken('erp', '')))
  const headers = { 'content-type': 'text/xml' }
  const response = await fetch(address(), { method: 'POST', headers, body })
  expect(response.status).toBe(503)
  expect(JSON.stringify(status())).toContain('the password is empty')
})
