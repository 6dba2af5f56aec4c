// What is bundled, from where to where, as a list of builds. Each build is redone when one of its
// sources changed. Output folders are flat on purpose: code that is bundled reaches a worker as
// `new URL('./NAME.worker.js', import.meta.url)`, whichever chunk it landed in.
import { basename } from 'node:path'
import { englishOnly } from './english.mjs'
import { filesEnding } from './files.mjs'
import { describeKit } from './kit.mjs'

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {Record<string, string>} entries output path under dist, without its ending -> source
 * @property {import('esbuild').BuildOptions} options
 * @property {(metafile: import('esbuild').Metafile, files: [path: string, bytes: Uint8Array][]) => [path: string, bytes: Uint8Array][]} [describe]
 *   files that tell of the others
 */

/** Some dependencies are CommonJS and ask for Node's own modules with require(). */
const requireInModules =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/** @type {import('esbuild').BuildOptions} */
export const forNode = {
  plugins: [englishOnly],
  platform: 'node',
  target: 'node20.15',
  // Less to read and to keep at each start; names stay, and lines short enough to be pointed at.
  minifyWhitespace: true,
  lineLimit: 160,
  format: 'esm',
  banner: { js: requireInModules },
  // Left to node_modules: large, or with a binary of their own; only imported when they are needed.
  external: ['electron', 'electron/*', 'esbuild', 'libsql', 'typescript'],
}

/** @type {import('esbuild').BuildOptions} */
const forWindow = {
  plugins: [englishOnly],
  platform: 'browser',
  target: 'chrome130',
  minify: true,
  jsx: 'automatic',
  loader: {
    '.woff2': 'file',
    '.woff': 'file',
    '.ttf': 'file',
    '.svg': 'file',
    '.png': 'file',
  },
}

/**
 * Every build there is.
 * @returns {Build[]}
 */
export function builds() {
  return [
    {
      name: 'runtime',
      // The command line and the embedded process share chunks; what `run` does not need stays in
      // chunks that it does not load.
      entries: {
        'runtime/main': 'runtime/main.ts',
        'runtime/embedded': 'runtime/embedded.ts',
        'runtime/exporter': 'runtime/exporter.ts',
      },
      options: { ...forNode, splitting: true, chunkNames: 'runtime/[name]-[hash]' },
    },
    {
      name: 'runtime workers',
      entries: workers('runtime', 'runtime'),
      options: forNode,
    },
    {
      name: 'kit',
      // What exports are made of: each system in files of its own, so that the unused ones stay behind.
      entries: { 'kit/main': 'runtime/exported.ts' },
      options: {
        ...forNode,
        splitting: true,
        chunkNames: 'kit/[name]-[hash]',
        sourcesContent: false,
      },
      describe: describeKit,
    },
    {
      name: 'kit workers',
      // The history on disk needs SQLite, a binary of one platform: an export has none.
      entries: { 'kit/watchdog.worker': 'runtime/watchdog/watchdog.worker.ts' },
      options: { ...forNode, sourcesContent: false },
    },
    {
      name: 'electron',
      entries: { 'electron/main': 'electron/main.ts' },
      options: { ...forNode, splitting: true, chunkNames: 'electron/[name]-[hash]' },
    },
    {
      name: 'preload',
      entries: { 'electron/preload': 'electron/preload.ts' },
      options: {
        // A sandboxed preload is CommonJS and can require nothing but electron.
        ...forNode,
        banner: {},
        format: 'cjs',
        outExtension: { '.js': '.cjs' },
        external: ['electron'],
      },
    },
    {
      name: 'designer',
      entries: { 'renderer/index': 'renderer/index.tsx' },
      options: {
        ...forWindow,
        format: 'esm',
        splitting: true,
        chunkNames: 'renderer/[name]-[hash]',
        assetNames: 'renderer/assets/[name]-[hash]',
      },
    },
    {
      name: 'designer workers',
      entries: {
        'renderer/workers/editor.worker': `${monaco}/editor/editor.worker.js`,
        'renderer/workers/ts.worker': `${monaco}/language/typescript/ts.worker.js`,
        'renderer/workers/json.worker': `${monaco}/language/json/json.worker.js`,
        ...workers('renderer', 'renderer/workers'),
      },
      // Nobody debugs into these, and the map of the TypeScript one alone is 20 MB.
      options: { ...forWindow, format: 'iife', sourcemap: false },
    },
  ]
}

const monaco = 'node_modules/monaco-editor/esm/vs'

/**
 * @param {string} from
 * @param {string} to
 */
function workers(from, to) {
  return Object.fromEntries(
    filesEnding(from, '.worker.ts').map((path) => [`${to}/${basename(path, '.ts')}`, path]),
  )
}
