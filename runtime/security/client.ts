/** How a client shows an authorization server who it is (RFC 6749, 2.3.1). */
import { incomplete, type Settings, text } from './kind.ts'

export interface ClientLogin {
  headers: Readonly<Record<string, string>>
  form: Readonly<Record<string, string>>
}

/** @throws Failure SECURITY_INCOMPLETE. */
export function clientLogin(settings: Settings): ClientLogin {
  const { clientAuth } = settings.values
  const id = text(settings.values.clientId)
  const secret = text(settings.values.clientSecret)
  if (secret === '') throw incomplete(settings, 'the client secret is empty.')
  if (clientAuth === 'body') return { headers: {}, form: { client_id: id, client_secret: secret } }
  return { headers: { authorization: `Basic ${encodedLogin(settings)}` }, form: {} }
}

export function encodedLogin({ values }: Settings): string {
  const login = [values.clientId, values.clientSecret].map((value) => formText(text(value)))
  return Buffer.from(login.join(':')).toString('base64')
}

/** As it stands in a form: that is how both are written before they are joined. */
function formText(value: string): string {
  return new URLSearchParams({ x: value }).toString().slice(2)
}
