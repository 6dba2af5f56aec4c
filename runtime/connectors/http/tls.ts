/** The listener's TLS. Certificates of callers are asked for where CAs are given; whether one is needed a channel decides. */
import { constants } from 'node:crypto'
import type { ServerOptions } from 'node:http'
import type { Server } from 'node:https'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import { Failure } from '../../model/failure.ts'
import type { TlsMaterial } from '../connector.ts'

/** @throws Failure CHANNEL_TLS_WRONG when certificate and key do not fit, or are none. */
export async function tlsServer(options: ServerOptions, material: TlsMaterial): Promise<Server> {
  const { createServer } = await import('node:https')
  const tls: TlsOptions = {
    ...contextOf(material),
    requestCert: material.clientCa !== undefined,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    // Milliseconds. Whoever does not get it done keeps a socket busy.
    handshakeTimeout: 10_000,
  }
  try {
    return createServer({ ...options, ...tls })
  } catch (cause) {
    throw wrong(cause)
  }
}

/** For the connections made from now on. @throws Failure CHANNEL_TLS_WRONG; then nothing was changed. */
export function renewTls(server: Server, material: TlsMaterial): void {
  try {
    server.setSecureContext(contextOf(material))
  } catch (cause) {
    throw wrong(cause)
  }
}

function contextOf({ certificate, key, clientCa }: TlsMaterial): SecureContextOptions {
  return {
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    // Someone who comes again would not show the whole chain, and would be trusted by what was trusted then.
    ...(clientCa === undefined ? {} : { ca: clientCa, secureOptions: constants.SSL_OP_NO_TICKET }),
  }
}

function wrong(cause: unknown): Failure {
  const words = `TLS cannot be set up with the certificate and key of the HTTP settings: ${(cause as Error).message}. Do they belong together?`
  const at = { collection: 'project', name: 'patchbay', field: 'http.tls' } as const
  return new Failure('CHANNEL_TLS_WRONG', words, { at, cause })
}
