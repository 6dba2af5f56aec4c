/** The command line `patchbay`. Each command is a file of `server/`, loaded when it is the one asked for. */
import { Argument, Command, Option } from 'commander'
import { exportTargets } from './model/export.ts'
import { addDeployOptions } from './server/deploy-options.ts'
import { addRunOptions, addWatchOption } from './server/run-options.ts'
import { version } from './version.ts'

const program = new Command('patchbay')
  .description('Runs, calls and checks Patchbay projects. The same runtime as in the designer.')
  .version(version)
  .showHelpAfterError()

const runs = program
  .command('run')
  .description(
    'Run a project until it is told to stop (SIGINT, SIGTERM). Changes in the folder go live at once.\n' +
      'A process ends with exit status 70 when a service loops for longer than its message may take, since nothing else can run ' +
      'then; let something start it again (--workers 1 or more, systemd: Restart=always, a container: restart policy "always").',
  )
  .argument('<project>', 'the folder of the project')
  .action(async (folder, options) => (await import('./server/run.ts')).run(folder, options))
addWatchOption(addRunOptions(runs))

program
  .command('invoke')
  .description('Call one service of a project and print its answer.')
  .argument('<project>', 'the folder of the project')
  .argument('<service>', 'the name of the service')
  .option(
    '--payload <json>',
    'the payload as JSON, or @FILE: JSON when the file is named .json, its bytes otherwise',
  )
  .option('--secrets <file>', 'a JSON file of secrets, name to value')
  .action(async (folder, service, options) =>
    (await import('./server/invoke.ts')).invoke(folder, service, options),
  )

program
  .command('jobs')
  .description(
    'The jobs of a project: list them, tell the next runs or what became of the last ones, run one, switch it on or off, delete it.',
  )
  .argument('<project>', 'the folder of the project')
  .addArgument(
    new Argument('[action]', 'what to do')
      .choices(['list', 'next', 'history', 'run', 'on', 'off', 'delete'])
      .default('list'),
  )
  .argument('[name]', 'the name of the job')
  .option(
    '--control <port>',
    'ask the project that runs, on the port it was given; the token is in PATCHBAY_CONTROL_TOKEN',
  )
  .option('--limit <n>', 'how many runs to tell; 50 unless told')
  .option('--json', 'print what the service answers')
  .option('--secrets <file>', 'a JSON file of secrets, name to value')
  .action(async (folder, action, name, options) =>
    (await import('./server/jobs.ts')).jobs(folder, action, name, options),
  )

program
  .command('check')
  .description(
    'Validate a project and type-check its services. Exit status 1 when there are errors.',
  )
  .argument('<project>', 'the folder of the project')
  .option('--no-types', 'leave the type check of services out')
  .option('--secrets <file>', 'a JSON file of secrets, name to value, as for run')
  .action(async (folder, options) => (await import('./server/check.ts')).check(folder, options))

program
  .command('diff')
  .description(
    'What differs in a project: from its last commit, from another one, or from another folder. No git needs to be installed.\n' +
      'Exit status 0: nothing; 1: something; 2: they could not be compared.',
  )
  .argument('<project>', 'the folder of the project')
  .argument('[other]', 'the folder to compare with, instead of a commit')
  .option('--git <ref>', 'the commit: a branch, a tag, an id, HEAD~2; HEAD unless told')
  .option('--layout', 'also where nodes stand on the canvas')
  .option('--json', 'print the differences as JSON, field by field')
  .action(async (folder, other, options) =>
    (await import('./server/diff.ts')).diff(folder, other, options),
  )

program
  .command('export')
  .description('Write a project as a folder that runs with `node server.js` and nothing else.')
  .argument('<project>', 'the folder of the project')
  .requiredOption('--out <dir>', 'where to; an export that is there is replaced')
  .addOption(
    new Option('--target <target>', 'what it is to run on').choices(exportTargets).default('node'),
  )
  .option('--force', 'replace what is there even when it is no export, or was changed by hand')
  .option('--dry-run', 'only list what would be written, with sizes in bytes')
  .option(
    '--with <types...>',
    'systems besides those of the project (amqp, jwt, ...; all), for versions that are deployed to it later',
  )
  .option(
    '--secrets <file>',
    'a JSON file of secrets, name to value: none of these values may go out',
  )
  .action(async (folder, options) =>
    (await import('./server/export.ts')).exportProject(folder, options),
  )

program
  .command('test')
  .description(
    'Run the saved tests of a project: no server, no peer and no secret is needed, and nothing outside is reached.\n' +
      'Exit status 0: all have passed; 1: some have not; 2: none could be run.',
  )
  .argument('<project>', 'the folder of the project')
  .argument('[names...]', 'only these tests')
  .option('--flow <name>', 'only tests of channels on this flow')
  .option('--junit <file>', 'write the results as JUnit XML')
  .option('--json', 'print the results as JSON, differences and coverage included')
  .option('--coverage', 'tell which nodes the tests never reached')
  .option('--bail', 'end with the first test that does not pass')
  .action(async (folder, names, options) =>
    (await import('./server/test.ts')).test(folder, names, options),
  )

program
  .command('verify')
  .description(
    'Does an exported server do what the designer does? Its saved tests go through both, and messages of the past if wanted; what differs is told.\n' +
      'Nothing outside is reached. Exit status 0: nothing differs; 1: something does; 2: it could not be verified.',
  )
  .argument('<export>', 'the folder of the export')
  .option(
    '--history <dir>',
    'also the last messages of this history, as `patchbay run --history` keeps it',
  )
  .option('--recorded <n>', 'so many of them; 200 unless told')
  .option('--json', 'print the results as JSON')
  .action(async (folder, options) => (await import('./server/verify.ts')).verify(folder, options))

const deploys = program
  .command('deploy')
  .description(
    'Send a project to a server that runs with --admin, and let it run there with no request dropped.\n' +
      'Exit status 1: nothing was changed; 2: it did not get ready, and what ran before runs again.',
  )
  .argument('[project]', 'the folder of the project')
  .action(async (folder, options) => (await import('./server/deploy.ts')).deploy(folder, options))
addDeployOptions(deploys)

await program.parseAsync()
