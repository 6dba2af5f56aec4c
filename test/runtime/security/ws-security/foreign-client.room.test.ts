/** Tokens that a client makes which is not ours, and what it understands of our refusals. */
import { describe, expect, it } from 'vitest'
import { whyNoZeep, type ZeepCall, zeepCall } from '../../../peers/zeep.ts'
import { runGuarded } from '../../../support/guarded.ts'

const greeter = `import { Service } from 'patchbay'
export class Who extends Service {
  static serviceName = 'who'
  handle() {
    const { name } = this.request.security!
    const envelope = this.request.raw.toString().includes('http://www.w3.org/2003/05/soap-envelope')
      ? ['http://www.w3.org/2003/05/soap-envelope', 'application/soap+xml']
      : ['http://schemas.xmlsoap.org/soap/envelope/', 'text/xml']
    this.response.contentType = envelope[1]!
    this.response.payload = \`<s:Envelope xmlns:s="\${envelope[0]}"><s:Body><answer xmlns="urn:hello">\${name}</answer></s:Body></s:Envelope>\`
  }
}
`

async function start(passwordType: string) {
  const password = { secret: 'pw' }
  const partner = { type: 'ws-security', user: 'erp', password, passwordType }
  const services = { 'services/who.ts': greeter }
  const { address } = await runGuarded({ security: { partner }, services }, { pw: 'pässw<rd&1' })
  const login = { user: 'erp', password: 'pässw<rd&1', digest: true, zulu: false }
  return (how: Partial<ZeepCall> = {}) =>
    zeepCall({ url: address(), soap: '1.1', ...login, ...how })
}

describe.skipIf(whyNoZeep)('zeep', () => {
  it.each(['1.1', '1.2'] as const)('is let in with a digest, SOAP %s', async (soap) => {
    const call = await start('digest')
    expect(await call({ soap })).toEqual({ status: 200 })
    expect(await call({ soap, zulu: true })).toEqual({ status: 200 })
  })

  it('is let in with a text', async () => {
    const call = await start('text')
    expect(await call({ digest: false })).toEqual({ status: 200 })
  })

  it('understands that it is not let in', async () => {
    const call = await start('digest')
    const message = 'The security token could not be authenticated or authorized.'
    expect(await call({ password: 'wrong' })).toMatchObject({
      status: 401,
      fault: { message, code: 'wsse:FailedAuthentication' },
    })
    expect(await call({ digest: false, soap: '1.2' })).toMatchObject({
      status: 401,
      fault: {
        message,
        code: 's:Sender',
        subcodes: [expect.stringMatching(/FailedAuthentication/)],
      },
    })
  })
})
