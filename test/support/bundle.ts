/** Our own TypeScript as a program of Node's, for tests that start processes: bundled into a folder of the test. */
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './imports.ts'

// Each is reached from our own node_modules, wherever the program lies.
const large = {
  esbuild: join(root, 'node_modules/esbuild/lib/main.js'),
  typescript: join(root, 'node_modules/typescript/lib/typescript.js'),
  libsql: join(root, 'node_modules/libsql/index.js'),
}

/**
 * @param entries Name of the program, without its ending -> our source, from the root, or a text beside such a source.
 * @returns Paths of the programs by name.
 */
export async function bundle(
  folder: string,
  entries: Readonly<Record<string, string | { text: string; beside: string }>>,
): Promise<Record<string, string>> {
  const paths: Record<string, string> = {}
  for (const [name, source] of Object.entries(entries)) {
    const outfile = join(folder, `${name}.mjs`)
    await build({
      ...(typeof source === 'string'
        ? { entryPoints: [join(root, source)] }
        : {
            stdin: { contents: source.text, resolveDir: join(root, source.beside), loader: 'ts' },
          }),
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
      alias: large,
      external: ['electron', ...Object.values(large)],
      banner: {
        js: "import { createRequire as __c } from 'node:module'; const require = __c(import.meta.url)",
      },
    })
    paths[name] = outfile
  }
  return paths
}
