/** Where HTTP channels listen: the project's settings, what the command line says instead, and the texts that TLS needs. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Listening, TlsMaterial } from './connectors/connector.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Settings, TlsSettings } from './model/project.ts'
import type { Runtime } from './runtime.ts'
import type { Secrets } from './specs.ts'

export async function listeningOf(
  { host, port, tls }: Settings['http'],
  { options, secrets }: Pick<Runtime, 'options' | 'secrets'>,
): Promise<Listening> {
  const where = { host: options.http?.host ?? host, port: options.http?.port ?? port }
  if (!tls) return where
  try {
    return { ...where, tls: await materialOf(tls, secrets, options.folder) }
  } catch (thrown) {
    return { ...where, trouble: toFailure(thrown).toData() }
  }
}

async function materialOf(
  { certificate, key, clientCa }: TlsSettings,
  secrets: Secrets,
  folder: string | undefined,
): Promise<TlsMaterial> {
  const value = secrets.get(key.secret)
  if (value === undefined || value === '') {
    const words = `The secret "${key.secret}", the key of the HTTP settings' certificate, has no value.`
    throw new Failure('SECRET_MISSING', words, {
      at: placeOf('key'),
      details: { secret: key.secret },
    })
  }
  return {
    certificate: await pemOf(certificate, 'certificate', folder),
    key: value,
    clientCa: clientCa === undefined ? undefined : await pemOf(clientCa, 'clientCa', folder),
  }
}

async function pemOf(value: string, field: string, folder: string | undefined): Promise<string> {
  if (value.includes('-----BEGIN')) return value
  const path = resolve(folder ?? '', value)
  return readFile(path, 'utf8').catch((cause: Error) => {
    const words = `The file ${path} of the HTTP settings (tls.${field}) cannot be read: ${cause.message}.`
    throw new Failure('CHANNEL_TLS_WRONG', words, { at: placeOf(field), cause })
  })
}

function placeOf(field: string) {
  return { collection: 'project', name: 'patchbay', field: `http.tls.${field}` } as const
}
