/** Certificate authorities made by openssl: roots, intermediates, and the certificates of servers and clients. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** PEM, both. */
export interface Issued {
  certificate: string
  key: string
}

export interface Authority extends Issued {
  /** @param names As openssl writes them: `DNS:a,URI:spiffe://b`. */
  issue(subject: string, options?: { names?: string; days?: number }): Promise<Issued>
  intermediate(subject: string): Promise<Authority>
  close(): Promise<void>
}

let serial = 1

/** @param subject `/O=Example/CN=Root`. */
export async function makeAuthority(subject: string): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-ca-'))
  const path = (name: string) => join(folder, name)
  // biome-ignore format: one argument and its value a line is easier to read
  await run('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
    '-days', '2', '-subj', subject,
    '-addext', 'basicConstraints=critical,CA:TRUE',
    '-addext', 'keyUsage=critical,keyCertSign,cRLSign',
    '-keyout', path('ca.key'), '-out', path('ca.crt'),
  ])
  return authorityIn(folder, 'ca')
}

async function authorityIn(folder: string, stem: string): Promise<Authority> {
  const path = (name: string) => join(folder, name)

  async function sign(
    subject: string,
    extensions: string,
    days: number,
  ): Promise<[string, Issued]> {
    const id = `c${serial++}`
    await writeFile(path(`${id}.ext`), extensions)
    // biome-ignore format: as above
    await run('openssl', [
      'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
      '-subj', subject, '-keyout', path(`${id}.key`), '-out', path(`${id}.csr`),
    ])
    // biome-ignore format: as above
    await run('openssl', [
      'x509', '-req', '-sha256', '-days', String(days), '-set_serial', String(serial++),
      '-in', path(`${id}.csr`), '-CA', path(`${stem}.crt`), '-CAkey', path(`${stem}.key`),
      '-extfile', path(`${id}.ext`), '-out', path(`${id}.crt`),
    ])
    return [id, await read(id)]
  }

  async function read(id: string): Promise<Issued> {
    const [certificate, key] = await Promise.all(
      ['crt', 'key'].map((ending) => readFile(path(`${id}.${ending}`), 'utf8')),
    )
    return { certificate: certificate ?? '', key: key ?? '' }
  }

  return {
    ...(await read(stem)),
    async issue(subject, { names = 'IP:127.0.0.1,DNS:localhost', days = 2 } = {}) {
      const [, issued] = await sign(
        subject,
        `basicConstraints=CA:FALSE\nsubjectAltName=${names}\n`,
        days,
      )
      return issued
    },
    async intermediate(subject) {
      const extensions = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n'
      const [id] = await sign(subject, extensions, 2)
      return authorityIn(folder, id)
    },
    close: () => rm(folder, { recursive: true }),
  }
}
