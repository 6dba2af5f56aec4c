/**
 * One file of services, with what it imports, as one piece of JavaScript and its source map. Files come from memory: a
 * designer deploys what is not saved yet. What was compiled once is found again by its content, so that a start needs no compiler.
 */
import { createRequire } from 'node:module'
import { dirname, extname, join, posix } from 'node:path'
import type { Message, Plugin } from 'esbuild'
import type { Problem } from '../model/problem.ts'
import type { Named, ServiceFile } from '../model/project.ts'
import { readCache, writeCache } from './compile-cache.ts'

export interface Compiled {
  path: string
  code: string
  /** Source map, version 3, JSON. */
  map: string
  /** The project's files in it, itself included, with the texts they had. */
  inputs: Readonly<Record<string, string>>
}

export type CompileResult =
  | { compiled: Compiled; problems: [] }
  | { compiled: undefined; problems: Problem[] }

export async function compile(
  path: string,
  files: Named<ServiceFile>,
  folder: string | undefined,
): Promise<CompileResult> {
  const cached = folder === undefined ? undefined : await readCache(folder, path, files)
  if (cached) return { compiled: cached, problems: [] }
  // Loaded only when something has to be compiled: it starts a process of its own.
  const { build } = await import('esbuild')
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      metafile: true,
      outdir: '/',
      absWorkingDir: folder ?? process.cwd(),
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      charset: 'utf8',
      tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: false } },
      plugins: [fromMemory(path, files, folder)],
    })
    const text = (end: string) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? ''
    const inputs: Record<string, string> = {}
    for (const input of Object.keys(metafile.inputs)) {
      const own = files[input.replace(/^project:/, '')]
      if (own) inputs[own.path] = own.source
    }
    const compiled = { path, code: text('.js'), map: text('.js.map'), inputs }
    if (folder !== undefined) await writeCache(folder, compiled)
    return { compiled, problems: [] }
  } catch (thrown) {
    const { errors } = thrown as { errors?: Message[] }
    if (!errors) throw thrown
    return { compiled: undefined, problems: errors.map((error) => problemOf(path, error)) }
  }
}

function problemOf(path: string, { text, location }: Message): Problem {
  const at = {
    collection: 'services',
    name: location?.file.replace(/^project:/, '') ?? path,
  } as const
  return {
    code: 'SERVICE_NOT_COMPILED',
    severity: 'error',
    message: text,
    at: location ? { ...at, line: location.line, column: location.column + 1 } : at,
    fix: location?.suggestion ? `Did you mean ${location.suggestion}?` : undefined,
  }
}

const endings = ['', '.ts', '.js', '.json', '/index.ts', '/index.js']

/** Imports of the project's own files are found in memory; of npm packages, in its node_modules; of ours, at load. */
function fromMemory(
  entry: string,
  files: Named<ServiceFile>,
  folder: string | undefined,
): Plugin {
  const require = folder === undefined ? undefined : createRequire(join(folder, 'package.json'))
  return {
    name: 'project',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind, namespace }) => {
        // Not the path esbuild asks with: where a file of that name is on disk, it begins with `./`.
        if (kind === 'entry-point') return { path: entry, namespace: 'project' }
        if (namespace !== 'project') return undefined
        if (!path.startsWith('.')) return packageOf(path, require, folder)
        const wanted = posix.join(dirname(importer), path)
        const found = endings
          .flatMap((ending) => [wanted + ending, wanted.replace(/\.js$/, '.ts') + ending])
          .find((candidate) => files[candidate])
        return found
          ? { path: found, namespace: 'project' }
          : { errors: [{ text: `There is no file "${wanted}".` }] }
      })
      build.onLoad({ filter: /.*/, namespace: 'project' }, ({ path }) => ({
        contents: files[path]?.source ?? '',
        loader: loaderOf(path),
        resolveDir: folder ?? process.cwd(),
      }))
    },
  }
}

function loaderOf(path: string): 'ts' | 'js' | 'json' {
  const ending = extname(path)
  return ending === '.json' ? 'json' : ending === '.js' ? 'js' : 'ts'
}

/** A package that Node can require stays outside; one that is ESM only is taken in, since Node 20 cannot require it everywhere. */
function packageOf(path: string, require: NodeJS.Require | undefined, folder: string | undefined) {
  if (path === 'patchbay' || path.startsWith('node:') || !require) return { path, external: true }
  try {
    const file = require.resolve(path)
    if (file === path) return { path, external: true }
    const isModule = file.endsWith('.mjs') || (file.endsWith('.js') && typeOf(file) === 'module')
    return isModule ? undefined : { path, external: true }
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined
    const where = folder === undefined ? 'the project' : folder
    return {
      errors: [
        { text: `The package "${path}" is not installed in ${where}. Add it with npm install.` },
      ],
    }
  }
}

function typeOf(file: string): string | undefined {
  const require = createRequire(file)
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      return (require(join(folder, 'package.json')) as { type?: string }).type
    } catch {
      // Not here: the next folder up may have it.
    }
  }
  return undefined
}
