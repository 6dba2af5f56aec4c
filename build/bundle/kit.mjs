// What an export needs to know of the engine's build, as dist/kit/kit.json: which file needs which, so that one that only an
// unused system needs is left behind, and which packages are in each, for the list of materials.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../paths.mjs'

/**
 * @typedef {object} KitFile
 * @property {string[]} needs files that are loaded with it
 * @property {{ file: string, of: string }[]} mayNeed files that it loads when it comes to that, with the source they begin at
 * @property {string[]} workers files that it starts threads of
 * @property {string[]} packages `name@version`
 */

/**
 * @param {import('esbuild').Metafile} metafile
 * @param {[path: string, bytes: Uint8Array][]} files
 * @returns {[path: string, bytes: Uint8Array][]} one file more
 */
export function describeKit(metafile, files) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const texts = new Map(files.map(([path, bytes]) => [basename(path), bytes]))
  /** @type {Record<string, KitFile>} */
  const described = {}
  /** @type {Record<string, object>} */
  const packages = {}
  const outputs = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.js'))
  for (const [path, output] of outputs) {
    const own = output.imports.filter(({ external }) => !external)
    const text = new TextDecoder().decode(texts.get(basename(path)))
    const found = Object.keys(output.inputs).flatMap((input) => packageOf(input, lock) ?? [])
    for (const one of found) packages[`${one.name}@${one.version}`] = one
    described[basename(path)] = {
      needs: own.filter(({ kind }) => kind !== 'dynamic-import').map(nameOf),
      mayNeed: own
        .filter(({ kind }) => kind === 'dynamic-import')
        .map((one) => ({ file: nameOf(one), of: metafile.outputs[one.path]?.entryPoint ?? '' })),
      workers: [...text.matchAll(/"\.\/([\w-]+\.worker\.js)"/g)].map(([, name = '']) => name),
      packages: [...new Set(found.map(({ name, version }) => `${name}@${version}`))].sort(),
    }
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const kit = { version, entry: 'main.js', files: described, packages }
  return [['kit/kit.json', new TextEncoder().encode(JSON.stringify(kit))]]
}

/** @param {{ path: string }} output */
function nameOf({ path }) {
  return basename(path)
}

/**
 * @param {string} input
 * @param {{ packages: Record<string, { integrity?: string }> }} lock
 */
function packageOf(input, lock) {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]
  if (folder === undefined) return undefined
  const { name, version, license } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  )
  return { name, version, license, integrity: lock.packages[folder]?.integrity }
}
