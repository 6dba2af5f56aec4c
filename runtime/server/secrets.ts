/**
 * Secrets on a machine without a designer: from one JSON file, from a folder with a file for each as container platforms mount
 * them, which is stronger, and from the environment, which is the strongest. Those in Vault the runtime reads itself.
 */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { secretFileName, secretVariable } from '../model/secret-variable.ts'
import { unreadable } from './words.ts'

/** Names the folder of files. */
const folderVariable = 'PATCHBAY_SECRETS_DIR'

/** How a person gives it a value. */
export function howToSet(secret: string, environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment[folderVariable]
  const file = folder ? join(folder, secretFileName(secret)) : `a file in ${folderVariable}`
  return `Set ${secretVariable(secret)}, or write it into ${file}, or name it in --secrets.`
}

/** Values for the given names. @throws Error when a file cannot be read, or the one of --secrets is not an object of texts. */
export async function readSecrets(
  names: readonly string[],
  file: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Map<string, string>> {
  const secrets = new Map(file === undefined ? [] : await fromFile(file))
  const folder = environment[folderVariable]
  for (const [name, value] of folder ? await fromFolder(folder, names) : []) {
    secrets.set(name, value)
  }
  for (const name of names) {
    const value = environment[secretVariable(name)]
    if (value !== undefined) secrets.set(name, value)
  }
  return secrets
}

/** Only the files of the given names are looked at. A line break at the end is the editor's, not the secret's. */
async function fromFolder(
  folder: string,
  names: readonly string[],
): Promise<[name: string, value: string][]> {
  const found = await stat(folder).catch((error: unknown) => {
    throw unreadable(`${folder} (${folderVariable})`, error)
  })
  if (!found.isDirectory()) throw new Error(`${folder} (${folderVariable}) is not a folder.`)
  const values = await Promise.all(
    names.map(async (name): Promise<[string, string] | undefined> => {
      const path = join(folder, secretFileName(name))
      try {
        return [name, (await readFile(path, 'utf8')).replace(/\r?\n$/, '')]
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw unreadable(path, error)
      }
    }),
  )
  return values.filter((entry) => entry !== undefined)
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
