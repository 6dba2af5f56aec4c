/**
 * The options of a server, each also as a variable of the environment; what the command line says is stronger. The same for
 * `patchbay run` and for an exported server.
 */
import { type Command, Option } from 'commander'

/** As they come; `settings.ts` reads them. */
export interface RunOptions {
  port?: string
  host?: string
  secrets?: string
  watch?: boolean
  control?: string
  history?: string
  state?: string
  overrides?: string
  log?: string
  workers?: string
  replicas?: string
  grace?: string
  drainDelay?: string
  healthPort?: string
  healthHost?: string
  admin?: string
  adminCert?: string
  adminKey?: string
}

const traces = `
Traces of all messages go over OTLP/HTTP to OTEL_EXPORTER_OTLP_ENDPOINT, when that is set; OTEL_SERVICE_NAME,
OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER and the other variables of OpenTelemetry hold.`

type Row = [flags: string, words: string, variable: string]

const rows: Row[] = [
  [
    '-p, --port <n>',
    'where HTTP channels listen, instead of what the project says; 0 = any free one',
    'PORT',
  ],
  ['--host <address>', 'the address to listen on, instead of what the project says', 'HOST'],
  [
    '--secrets <file>',
    'a JSON file of secrets, name to value; besides a file for each in the folder PATCHBAY_SECRETS_DIR, and PATCHBAY_SECRET_<NAME> in the environment',
    'SECRETS_FILE',
  ],
  [
    '--control <port>',
    'let a designer attach by WebSocket on this port of 127.0.0.1, with the token in PATCHBAY_CONTROL_TOKEN',
    'CONTROL_PORT',
  ],
  [
    '--history <folder>',
    'keep messages on disk there, secrets masked, to be found by a designer that attaches; how much of them the project says (1,024 MiB and 30 days unless told). Outside of the project, and one for each server. Default: in memory only',
    'HISTORY',
  ],
  [
    '--state <folder>',
    "what must outlive the process: jobs made while it runs, counts of tries, releases. Default: .patchbay/state of the project's folder",
    'STATE_DIR',
  ],
  [
    '--overrides <file>',
    'a JSON file of fields that are other here than in the project: { "connections": { "rabbit": { "host": "mq.internal" } } }',
    'OVERRIDES_FILE',
  ],
  [
    '--workers <n>',
    'so many processes share the HTTP ports and the queues, and one that ends is replaced; auto = one for each processor. Default: this process alone',
    'WORKERS',
  ],
  [
    '--replicas <n>',
    'so many copies of this server run, this one among them; what would go wrong then is refused, what is not shared is told',
    'REPLICAS',
  ],
  ['--grace <seconds>', 'what is in hand may take so long when it is told to stop (10)', 'GRACE'],
  [
    '--drain-delay <seconds>',
    'between the first sign of its end (/readyz answers 503, connections are not kept) and the end of taking (0)',
    'DRAIN_DELAY',
  ],
  [
    '--health-port <n>',
    'answer /healthz, /readyz and /metrics (Prometheus) on this port',
    'HEALTH_PORT',
  ],
  ['--health-host <address>', 'the address for these (127.0.0.1)', 'HEALTH_HOST'],
  [
    '--admin <host:port>',
    'take new versions of the project over HTTPS; needs --admin-cert, --admin-key, and a token of 32 characters or more in PATCHBAY_ADMIN_TOKEN. Changes in the folder are not followed then',
    'ADMIN',
  ],
  ['--admin-cert <file>', 'PEM of its certificate; a self-signed one will do', 'ADMIN_CERT'],
  ['--admin-key <file>', "PEM of the certificate's key", 'ADMIN_KEY'],
]

export function addRunOptions(command: Command): Command {
  forgetServiceLinks(process.env)
  for (const [flags, words, variable] of rows) {
    command.addOption(new Option(flags, words).env(`PATCHBAY_${variable}`))
  }
  command.addOption(
    new Option('--log <level>', 'the least that is worth a line')
      .choices(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .env('PATCHBAY_LOG'),
  )
  return command.addHelpText('after', traces)
}

/** For whoever runs a folder that can change. */
export function addWatchOption(command: Command): Command {
  return command.addOption(
    new Option('--no-watch', 'do not follow changes in the folder').env('PATCHBAY_NO_WATCH'),
  )
}

/** Kubernetes sets `PATCHBAY_PORT=tcp://10.0.0.7:80` in every container beside a Service that is named `patchbay`. */
function forgetServiceLinks(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('PATCHBAY_') && /^(tcp|udp):\/\//.test(environment[name] ?? '')) {
      delete environment[name]
    }
  }
}
