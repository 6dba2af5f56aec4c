/**
 * An exported server, `node server.js`: the project beside it runs as it was compiled, with the engine and the options of
 * `patchbay run`. Needs nothing but Node: no compiler, no packages, no network.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { readCompiled } from './export/compiled.ts'
import { run, type Source } from './server/run.ts'
import { addRunOptions, type RunOptions } from './server/run-options.ts'
import { takePackages } from './services/packages.ts'
import { version } from './version.ts'

/** This file is `runtime/main.js` of the export. */
const home = dirname(dirname(fileURLToPath(import.meta.url)))

async function source(): Promise<Source> {
  return { folder: join(home, 'project'), ...readCompiled(home) }
}

async function start(options: RunOptions): Promise<void> {
  if (options.history !== undefined) {
    throw new Error(
      '--history: an exported server keeps its last messages in memory only, since the history on disk needs a binary of its platform. Use `patchbay run` for it.',
    )
  }
  await takePackages(home)
  await run(source, { ...options, state: options.state ?? join(home, 'state') })
}

const program = new Command('server.js')
  .description('Runs the exported project until it is told to stop (SIGINT, SIGTERM).')
  .version(version)
  .showHelpAfterError()
  .action((options: RunOptions) =>
    start(options).catch((error: Error) => {
      process.stderr.write(`patchbay: ${error.message}\n`)
      process.exit(1)
    }),
  )

// For `patchbay verify`, which starts it and asks over the channel between the two.
program.command('prove', { hidden: true }).action(async () => {
  await takePackages(home)
  const { prove } = await import('./server/prove.ts')
  await prove(await source())
})

await addRunOptions(program).parseAsync()
