/** A certificate for 127.0.0.1 and localhost that is its own authority, made by openssl. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Certificate {
  keyFile: string
  certificateFile: string
  /** PEM: what a client trusts to accept it. */
  ca: string
}

/** @param altNames As openssl writes them. */
export async function makeCertificate(
  folder: string,
  altNames = 'DNS:localhost,IP:127.0.0.1',
): Promise<Certificate> {
  const keyFile = join(folder, 'server.key')
  const certificateFile = join(folder, 'server.crt')
  // biome-ignore format: one argument and its value a line is easier to read
  await run('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-sha256', '-days', '2',
    '-subj', '/CN=patchbay test',
    '-addext', `subjectAltName=${altNames}`,
    '-keyout', keyFile,
    '-out', certificateFile,
  ])
  return { keyFile, certificateFile, ca: await readFile(certificateFile, 'utf8') }
}

/** What a client shows to a server that asks who it is. PEM, both. */
export interface ClientCertificate {
  key: string
  certificate: string
}

/**
 * A client's certificate, signed by a server's that is its own authority: who trusts the one trusts the other.
 * @param name The subject's common name.
 */
export async function makeClientCertificate(
  folder: string,
  authority: Certificate,
  name = 'patchbay client',
): Promise<ClientCertificate> {
  const keyFile = join(folder, 'client.key')
  const requestFile = join(folder, 'client.csr')
  const certificateFile = join(folder, 'client.crt')
  // biome-ignore format: one argument and its value a line is easier to read
  await run('openssl', [
    'req', '-new', '-newkey', 'rsa:2048', '-nodes', '-sha256',
    '-subj', `/CN=${name}`,
    '-keyout', keyFile,
    '-out', requestFile,
  ])
  // biome-ignore format: as above
  await run('openssl', [
    'x509', '-req', '-sha256', '-days', '2',
    '-in', requestFile,
    '-CA', authority.certificateFile,
    '-CAkey', authority.keyFile,
    '-CAcreateserial',
    '-out', certificateFile,
  ])
  return {
    key: await readFile(keyFile, 'utf8'),
    certificate: await readFile(certificateFile, 'utf8'),
  }
}
