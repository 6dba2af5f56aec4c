// The declarations that services are written against: the users' API, made from its sources, and
// Node's, so that a project type-checks with nothing installed. In dist/types they lie as in a
// node_modules folder (patchbay/, @types/node/, undici-types/), for a project's editor and for
// `patchbay check`; dist/renderer/types.json has the same as path -> text, for Monaco.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../paths.mjs'
import { run } from '../run.mjs'
import { Refusal } from '../say.mjs'
import { keyOf, readStamp, statesOf, writeStamp } from './stamp.mjs'
import { removeOutputs, writeOutput } from './write.mjs'

const name = 'types'
const api = 'runtime/services/patchbay.ts'
/** What Node's own declarations consist of, under node_modules. */
const nodeTypes = ['@types/node', 'undici-types']

/** @returns {Promise<boolean>} whether there was something to do */
export async function buildTypes() {
  const key = keyOf(['types 2', api, nodeTypes])
  const { isCurrent, written } = readStamp(name, key)
  if (isCurrent || !existsSync(join(root, api))) return false
  const begun = Date.now()
  const declarations = await declare()
  const files = {
    'patchbay/package.json': JSON.stringify({ name: 'patchbay', types: 'index.d.ts' }),
    'patchbay/index.d.ts': `export * from './${api.replace(/\.ts$/, '.js')}'\n`,
    ...Object.fromEntries(declarations.map(([path, text]) => [`patchbay/${path}`, text])),
    ...declarationsOfNode(),
  }
  const outputs = ['renderer/types.json', ...Object.keys(files).map((path) => `types/${path}`)]
  for (const [path, text] of Object.entries(files)) writeOutput(`types/${path}`, Buffer.from(text))
  writeOutput('renderer/types.json', Buffer.from(JSON.stringify(files)))
  const stale = removeOutputs(written, outputs)
  const sources = declarations.map(([path]) => path.replace(/.d.ts$/, '.ts'))
  writeStamp(name, { key, sources: statesOf(sources, begun), outputs, stale })
  return true
}

/**
 * The .d.ts of the API and of all that it imports from us. Type errors are not this
 * step's business, `npm run check` finds them.
 * @returns {Promise<[path: string, text: string][]>}
 */
async function declare() {
  const scratch = mkdtempSync(join(tmpdir(), 'patchbay-types-'))
  try {
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const args = ['-p', 'tsconfig.types.json', '--outDir', scratch]
    const { output } = await run(process.execPath, [compiler, ...args])
    const paths = readdirSync(scratch, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.d.ts'))
    if (paths.length === 0)
      throw new Refusal(`The API's declarations could not be made:\n${output}`)
    return paths
      .sort()
      .map((path) => [path, withoutExtensions(readFileSync(join(scratch, path), 'utf8'))])
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * Our sources import each other as `./x.ts`; a user's compiler only takes `./x.js` for a declaration.
 * @param {string} text
 */
function withoutExtensions(text) {
  return text.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.tsx?(['"])/g, '$1.js$2')
}

/**
 * @returns {Record<string, string>}
 */
function declarationsOfNode() {
  /** @type {Record<string, string>} */
  const files = {}
  for (const folder of nodeTypes) {
    const home = join(root, 'node_modules', folder)
    for (const path of readdirSync(home, { recursive: true, encoding: 'utf8' }))
      if (path.endsWith('.d.ts') || path === 'package.json')
        files[`${folder}/${path.replaceAll('\\', '/')}`] = readFileSync(join(home, path), 'utf8')
  }
  return files
}
