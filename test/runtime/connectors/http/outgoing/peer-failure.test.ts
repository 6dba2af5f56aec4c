import { expect, it } from 'vitest'
import { toPeerFailure } from '../../../../../runtime/connectors/http/outgoing/peer-failure.ts'
import { settingsOf } from '../../../../../runtime/connectors/http/outgoing/settings.ts'

const settings = settingsOf({ name: 'erp', type: 'rest', values: { url: 'https://erp.local' } })

it.each(['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'])(
  'asks for a certificate of ours after %s',
  (code) => {
    const error = new Error('fetch failed', { cause: Object.assign(new Error('ssl'), { code }) })
    expect(toPeerFailure(error, 'GET /', settings)).toMatchObject({
      code: 'OUTGOING_REFUSED',
      message: expect.stringContaining("choose one as the connection's security"),
    })
  },
)
