// A small stand-in for the default_app.asar that Electron's downloads carry, which makes
// `electron FOLDER` work: it knows -v, -a, -r MODULE and a folder or main file. An app that does not
// load ends with code 1; a dialog would wait for ever on a display that nobody sees.
import { createHash } from 'node:crypto'

const main = `import { app } from 'electron/main'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
const args = process.argv.slice(1), preload = []
let target
for (let i = 0; i < args.length && target === undefined; i++) {
  const a = args[i]
  if (a === '-r' || a === '--require') preload.push(args[++i])
  else if (a === '-v' || a === '--version') { console.log('v' + process.versions.electron); process.exit(0) }
  else if (a === '-a' || a === '--abi') { console.log(process.versions.modules); process.exit(0) }
  else if (!a.startsWith('-')) target = path.resolve(a)
}
if (target === undefined) { console.error('usage: electron [-r module] [-v] [-a] <app folder or main file>'); process.exit(64) }
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
for (const m of preload) createRequire(path.join(process.cwd(), '_'))(m)
const manifest = path.join(target, 'package.json')
let appPath = path.dirname(target)
if (fs.existsSync(manifest)) {
  const p = JSON.parse(fs.readFileSync(manifest, 'utf8'))
  appPath = target
  if (p.version) app.setVersion(p.version)
  if (p.productName ?? p.name) app.name = p.productName ?? p.name
  app.setDesktopName(p.desktopName ?? app.name + '.desktop')
}
app.setAppPath(appPath)
try {
  await import(pathToFileURL(createRequire(path.join(appPath, '_')).resolve(target)).href)
} catch (e) {
  console.error('App threw an error during load')
  console.error(e)
  app.exit(1)
}
`

/** The archive's bytes. */
export function defaultApp() {
  const manifest = { name: 'electron', productName: 'Electron', main: 'main.mjs', type: 'module' }
  return asar({ 'package.json': JSON.stringify(manifest), 'main.mjs': main })
}

/**
 * asar = Pickle(size) Pickle(JSON header) bytes of the files; flat folders only.
 * @param {Record<string, string>} files
 */
function asar(files) {
  /** @type {Record<string, object>} */
  const entries = {}
  const bodies = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(text)
    const hash = createHash('sha256').update(body).digest('hex')
    const integrity = { algorithm: 'SHA256', hash, blockSize: 4_194_304, blocks: [hash] }
    entries[name] = { size: body.length, offset: String(offset), integrity }
    offset += body.length
    bodies.push(body)
  }
  const json = Buffer.from(JSON.stringify({ files: entries }))
  const padded = Math.ceil(json.length / 4) * 4
  const head = Buffer.alloc(16 + padded)
  head.writeUInt32LE(4, 0)
  head.writeUInt32LE(8 + padded, 4)
  head.writeUInt32LE(4 + padded, 8)
  head.writeUInt32LE(json.length, 12)
  json.copy(head, 16)
  return Buffer.concat([head, ...bodies])
}
