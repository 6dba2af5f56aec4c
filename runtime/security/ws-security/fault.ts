/** What a caller is told who is not let in, as SOAP clients read it (SOAP Message Security 1.1, 12). */
import type { RefusalBody } from '../../message/guard.ts'
import { soap11, soap12, wsse } from './envelope.ts'

const words = 'The security token could not be authenticated or authorized.'

const fault11: RefusalBody = {
  contentType: 'text/xml; charset=utf-8',
  body: inEnvelope(
    soap11,
    `<faultcode>wsse:FailedAuthentication</faultcode><faultstring>${words}</faultstring>`,
  ),
}

const fault12: RefusalBody = {
  contentType: 'application/soap+xml; charset=utf-8',
  body: inEnvelope(
    soap12,
    `<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>wsse:FailedAuthentication</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">${words}</s:Text></s:Reason>`,
  ),
}

/** By the content type that each SOAP has over HTTP. undefined: it is none of theirs. */
export function faultFor(contentType: string | undefined): RefusalBody | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'text/xml') return fault11
  return type === 'application/soap+xml' ? fault12 : undefined
}

function inEnvelope(soap: string, fault: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<s:Envelope xmlns:s="${soap}" xmlns:wsse="${wsse}"><s:Body><s:Fault>${fault}</s:Fault></s:Body></s:Envelope>`
}
