/** SOAP envelopes with a UsernameToken, as callers write them. */
import { randomBytes } from 'node:crypto'
import { passwordDigest } from '../../runtime/security/ws-security/kind.ts'

const oasis = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-'
export const wsse = `${oasis}wssecurity-secext-1.0.xsd`
export const wsu = `${oasis}wssecurity-utility-1.0.xsd`
export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
export const typeUri = (name: string) => `${oasis}username-token-profile-1.0#${name}`

export function envelope(header: string, soap = soap11, body = '<hello xmlns="urn:x"/>'): string {
  const names = `xmlns:s="${soap}" xmlns:wsse="${wsse}" xmlns:wsu="${wsu}"`
  return `<?xml version="1.0"?>\n<s:Envelope ${names}>${header}<s:Body>${body}</s:Body></s:Envelope>`
}

export const header = (blocks: string) => `<s:Header>${blocks}</s:Header>`
export const security = (token: string) => header(`<wsse:Security>${token}</wsse:Security>`)

export function textToken(user: string, password: string, more = ''): string {
  return `<wsse:UsernameToken><wsse:Username>${user}</wsse:Username><wsse:Password Type="${typeUri('PasswordText')}">${password}</wsse:Password>${more}</wsse:UsernameToken>`
}

export interface Digest {
  nonce?: Buffer | undefined
  /** As it is written. */
  created?: string | undefined
}

export function digestToken(user: string, password: string, digest: Digest = {}): string {
  const { nonce, created } = { nonce: randomBytes(16), created: iso(0), ...digest }
  const shown = passwordDigest({ nonce, created }, password)
  const type = typeUri('PasswordDigest')
  const parts = [
    `<wsse:Username>${user}</wsse:Username>`,
    `<wsse:Password Type="${type}">${shown}</wsse:Password>`,
    nonce ? `<wsse:Nonce>${nonce.toString('base64')}</wsse:Nonce>` : '',
    created === undefined ? '' : `<wsu:Created>${created}</wsu:Created>`,
  ]
  return `<wsse:UsernameToken>${parts.join('')}</wsse:UsernameToken>`
}

/** So many seconds from now. */
export const iso = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
