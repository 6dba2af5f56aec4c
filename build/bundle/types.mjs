// The declarations of the users' API, from its sources: `import { Service } from 'patchbay'` then
// type-checks in a project's editor (dist/types/patchbay, written into projects) and in Monaco
// (dist/renderer/patchbay-types.json: path -> text).
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../paths.mjs'
import { run } from '../run.mjs'
import { Refusal } from '../say.mjs'
import { readStamp, statesOf, writeStamp } from './stamp.mjs'
import { removeOutputs, writeOutput } from './write.mjs'

const name = 'types'
const api = 'runtime/services/service.ts'

/**
 * @param {string} key
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function buildTypes(key) {
  const { isCurrent, outputs: before } = readStamp(name, key)
  if (isCurrent || !existsSync(join(root, api))) return false
  const begun = Date.now()
  const declarations = await declare()
  const files = {
    'package.json': JSON.stringify({ name: 'patchbay', version: '0.0.0', types: 'index.d.ts' }),
    'index.d.ts': `export * from './${api.replace(/\.ts$/, '.js')}'\n`,
    ...declarations,
  }
  const outputs = Object.entries(files).map(([path, text]) => {
    writeOutput(`types/patchbay/${path}`, Buffer.from(text))
    return `types/patchbay/${path}`
  })
  writeOutput('renderer/patchbay-types.json', Buffer.from(JSON.stringify(files)))
  outputs.push('renderer/patchbay-types.json')
  const kept = removeOutputs(before, outputs)
  const sources = Object.keys(declarations).map((path) => path.replace(/\.d\.ts$/, '.ts'))
  writeStamp(name, { key, sources: statesOf(sources, begun), outputs: [...outputs, ...kept] })
  return true
}

/**
 * The .d.ts of the API and of all that it imports from us: path -> text. Type errors are not this
 * step's business, `npm run check` finds them.
 * @returns {Promise<Record<string, string>>}
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
    return Object.fromEntries(
      paths
        .sort()
        .map((path) => [path, withoutExtensions(readFileSync(join(scratch, path), 'utf8'))]),
    )
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
