/** Secrets on a machine without a designer: from a file, and from the environment, which wins. */
import { readFile } from 'node:fs/promises'
import { unreadable } from './words.ts'

const prefix = 'PATCHBAY_SECRET_'

/** `my.ftp.password` -> `PATCHBAY_SECRET_MY_FTP_PASSWORD`. */
export function environmentName(secret: string): string {
  return prefix + secret.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()
}

/** Values for the given names. @throws Error when the file cannot be read or is not an object of texts. */
export async function readSecrets(
  names: readonly string[],
  file: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Map<string, string>> {
  const secrets = new Map(file === undefined ? [] : await fromFile(file))
  for (const name of names) {
    const value = environment[environmentName(name)]
    if (value !== undefined) secrets.set(name, value)
  }
  return secrets
}

async function fromFile(file: string): Promise<[string, string][]> {
  const values = await readJson(file)
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new Error(`${file} must hold an object: { "name": "value" }.`)
  }
  return Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'string')
      throw new Error(`${file}: the value of "${name}" must be a text.`)
    return [name, value]
  })
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error)
  })
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote what it found, and what it found may be a secret.
    throw new Error(`${file} is not JSON.`)
  }
}
