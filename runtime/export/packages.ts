/**
 * The npm packages that a project's services import, as one file: an export has no node_modules. What has a part in machine
 * code, or cannot be read by `require`, is refused with its name.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import type { Message, Metafile, Plugin } from 'esbuild'
import type { Compiled } from '../services/compile.ts'
import type { KitPackage } from './kit.ts'

export interface BundledPackages {
  /** Path in the export -> text. Empty: services import none. */
  files: Map<string, string>
  packages: KitPackage[]
  warnings: string[]
}

const builtin = new Set(builtinModules)

/** @throws Error that names the package and who imports it. */
export async function bundlePackages(
  compiled: readonly Compiled[],
  folder: string,
): Promise<BundledPackages> {
  const users = await importsOf(compiled)
  if (users.size === 0) return { files: new Map(), packages: [], warnings: [] }
  const names = [...users.keys()].sort()
  const { build } = await import('esbuild')
  const lines = names.map(
    (name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)}),`,
  )
  const missing = new Set<string>()
  const result = await build({
    stdin: { contents: `export const packages = {\n${lines.join('\n')}\n}\n`, resolveDir: folder },
    bundle: true,
    write: false,
    outfile: '/packages/packages.js',
    absWorkingDir: folder,
    platform: 'node',
    target: 'node20.15',
    format: 'esm',
    banner: { js: requireInModules },
    minifySyntax: true,
    legalComments: 'inline',
    charset: 'utf8',
    metafile: true,
    logLevel: 'silent',
    plugins: [findNative(), forgiveOptional(users, missing)],
  }).catch((thrown: { errors?: Message[] }) => {
    throw new Error(refusalOf(thrown.errors ?? [], users), { cause: thrown })
  })
  const [output] = result.outputFiles
  const packages = packagesIn(result.metafile, folder)
  const native = packages.find(({ root }) => hasNativePart(join(folder, root)))
  if (native) throw new Error(nativeWords(native.name, users))
  return {
    files: new Map([['packages/packages.js', output?.text ?? '']]),
    packages: packages.map(({ root: _root, text: _text, ...one }) => one),
    warnings: [
      ...[...missing].map(
        (name) =>
          `The package "${name}" (${whoUses(name, users)}) is not installed; where it is asked for it will be missing.`,
      ),
      ...packages
        .filter(({ text }) => /\b__dirname\b|\b__filename\b|import\.meta\.url/.test(text))
        .map(
          ({ name }) =>
            `The package "${name}" looks for files beside its own, which do not come along. Try what uses it.`,
        ),
    ],
  }
}

const requireInModules =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

interface User {
  path: string
  /** It is asked for where it is used, so that it may be missing. */
  isLazy: boolean
}

/** Package, as it is imported -> the services that do. */
async function importsOf(compiled: readonly Compiled[]): Promise<Map<string, User[]>> {
  const { build } = await import('esbuild')
  const users = new Map<string, User[]>()
  for (const { path, code, externals } of compiled) {
    const found = new Map<string, boolean>()
    // What require() and import() name is not among the externals.
    const look: Plugin = {
      name: 'look',
      setup({ onResolve }) {
        onResolve({ filter: /.*/ }, (asked) => {
          if (asked.kind !== 'entry-point') found.set(asked.path, !externals.includes(asked.path))
          return asked.kind === 'entry-point' ? undefined : { external: true }
        })
      },
    }
    await build({
      stdin: { contents: code, loader: 'js' },
      ...{ bundle: true, write: false, platform: 'node', logLevel: 'silent', plugins: [look] },
    })
    for (const [name, isLazy] of found) {
      if (name === 'patchbay' || name.startsWith('node:') || name.startsWith('.')) continue
      if (builtin.has(name.split('/', 1)[0] ?? '')) continue
      users.set(name, [...(users.get(name) ?? []), { path, isLazy }])
    }
  }
  return users
}

/** Machine code is recognised before it is read as a program. */
function findNative(): Plugin {
  return {
    name: 'native',
    setup({ onLoad }) {
      onLoad({ filter: /\.node$/ }, ({ path }) => ({
        errors: [{ text: `native:${packageOf(path)}` }],
      }))
    },
  }
}

/** A package that only a `try` asks for may be missing, here as in the project's folder. */
function forgiveOptional(users: ReadonlyMap<string, User[]>, missing: Set<string>): Plugin {
  return {
    name: 'optional',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...asked }) => {
        if (pluginData === 'asked' || builtin.has(path) || path.startsWith('node:'))
          return undefined
        const { resolveDir, kind, importer } = asked
        const found = await build.resolve(path, { resolveDir, kind, importer, pluginData: 'asked' })
        if (found.errors.length === 0) return found
        const isOwn = importer === '' || importer.endsWith('<stdin>')
        if (isOwn && !users.get(path)?.every(({ isLazy }) => isLazy)) return found
        // Within a package, esbuild itself tells an optional require() from another.
        if (!isOwn) return undefined
        missing.add(path)
        return { path, external: true }
      })
    },
  }
}

function refusalOf(errors: readonly Message[], users: ReadonlyMap<string, User[]>): string {
  const [first] = errors
  const text = first?.text ?? 'unknown'
  const [, native] = /^(?:\[plugin native\] )?native:(.+)$/.exec(text) ?? []
  if (native !== undefined) return nativeWords(native, users)
  const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? []
  if (missing !== undefined) {
    const by = users.has(missing) ? whoUses(missing, users) : (first?.location?.file ?? '')
    return `The package "${missing}" (${by}) is not installed in the project's folder. Run: npm install`
  }
  const where = first?.location ? ` (${first.location.file})` : ''
  return `The packages of the project cannot be bundled: ${text}${where}`
}

function nativeWords(name: string, users: ReadonlyMap<string, User[]>): string {
  const by = users.has(name) ? ` (${whoUses(name, users)})` : ''
  return `The package "${name}"${by} has a part in machine code, which an export cannot hold. Use one that is JavaScript only, or run the project's folder with \`patchbay run\`.`
}

function whoUses(name: string, users: ReadonlyMap<string, User[]>): string {
  return (users.get(name) ?? []).map(({ path }) => path).join(', ')
}

function packageOf(path: string): string {
  const [, name = path] = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? []
  return name.replaceAll('\\', '/')
}

interface Found extends KitPackage {
  root: string
  text: string
}

function packagesIn({ inputs }: Metafile, folder: string): Found[] {
  const found = new Map<string, Found>()
  const lock = lockOf(folder)
  for (const input of Object.keys(inputs).sort()) {
    const [root] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? []
    if (root === undefined) continue
    const manifest = JSON.parse(readFileSync(join(folder, root, 'package.json'), 'utf8'))
    const { name = packageOf(root), version = '0.0.0', license } = manifest
    const text = (found.get(root)?.text ?? '') + readFileSync(join(folder, input), 'utf8')
    const integrity = lock[root]?.integrity
    found.set(root, {
      ...{ name, version, root, text },
      ...(typeof license === 'string' ? { license } : {}),
      ...(integrity === undefined ? {} : { integrity }),
    })
  }
  return [...found.values()]
}

function lockOf(folder: string): Record<string, { integrity?: string }> {
  const path = join(folder, 'package-lock.json')
  if (!existsSync(path)) return {}
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {}
}

/** Also where the binary is found at run time by a name that nobody can read from the code. */
function hasNativePart(root: string): boolean {
  if (existsSync(join(root, 'binding.gyp'))) return true
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
  return names.some((name) => name.endsWith('.node') && !/(^|[\\/])node_modules[\\/]/.test(name))
}
