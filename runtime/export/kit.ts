/**
 * The engine as exports are made of it: files that the build laid down beside the program, each with what it needs
 * (`build/bundle/kit.mjs`). A system that a project does not use is a file that nobody asks for.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface KitPackage {
  name: string
  version: string
  license?: string
  /** As lock files have it: `sha512-...`. */
  integrity?: string
}

interface KitFile {
  needs: readonly string[]
  mayNeed: readonly { file: string; of: string }[]
  workers: readonly string[]
  packages: readonly string[]
}

export interface Kit {
  folder: string
  version: string
  entry: string
  files: Readonly<Record<string, KitFile>>
  packages: Readonly<Record<string, KitPackage>>
}

/** @throws Error when the program was not built with one. */
export function readKit(folder = kitFolder()): Kit {
  const list = join(folder, 'kit.json')
  if (!existsSync(list)) {
    throw new Error(`There is no engine to export in ${folder}: build Patchbay (npm run build).`)
  }
  return { folder, ...JSON.parse(readFileSync(list, 'utf8')) }
}

/** Beside the bundled program; of our sources, in what was built last. */
function kitFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const beside = join(here, '../kit')
  return existsSync(join(beside, 'kit.json')) ? beside : join(here, '../../dist/kit')
}

const folderOfType: Readonly<Record<string, string>> = { rest: 'http', 'amqp-broker': 'amqp' }

/** The source that makes a connector of this type work. */
export function connectorSource(type: string): string {
  return `runtime/connectors/${folderOfType[type] ?? type}/connector.ts`
}

/** The source that makes a security definition of this type work. */
export function securitySource(type: string): string {
  return `runtime/security/${type}/kind.ts`
}

const isChosen = /^runtime\/(connectors\/[^/]+\/connector|security\/[^/]+\/kind)\.ts$/

/**
 * The files that a project needs, sorted, and the packages in them.
 * @param wanted Sources of the systems that it uses; those of others are left behind.
 * @throws Error when the kit lacks one.
 */
export function partsOf(
  kit: Kit,
  wanted: ReadonlySet<string>,
): { files: string[]; packages: KitPackage[] } {
  const files = new Set<string>()
  const workers = new Set<string>()
  const found = new Set<string>()
  const waiting = [kit.entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue
    files.add(file)
    const { needs = [], mayNeed = [], workers: threads = [] } = kit.files[file] ?? {}
    for (const thread of threads) if (existsSync(join(kit.folder, thread))) workers.add(thread)
    const later = mayNeed.filter(({ of }) => !isChosen.test(of) || wanted.has(of))
    for (const { of } of later) found.add(of)
    waiting.push(...needs, ...later.map((one) => one.file))
  }
  for (const source of wanted) {
    if (!found.has(source)) throw new Error(`The engine to export has no ${source}.`)
  }
  const names = new Set([...files].flatMap((file) => kit.files[file]?.packages ?? []))
  const packages = [...names].sort().flatMap((name) => kit.packages[name] ?? [])
  return { files: [...files, ...workers].sort(), packages }
}
