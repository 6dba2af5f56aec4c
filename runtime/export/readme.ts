/** What an operator reads first. Only what is true of this export. */
import type { ExportTarget } from '../model/export.ts'
import { secretFileName, secretVariable } from '../model/secret-variable.ts'
import { containerPorts, type Subject } from './subject.ts'
import { oldestNode } from './targets/node.ts'

export interface ReadmeParts {
  subject: Subject
  target: ExportTarget
  version: string
  image: string
  off: readonly string[]
}

export function readmeOf(parts: ReadmeParts): string {
  return `${[start(parts), settings(parts), ...byTarget(parts), operation(parts), contents(parts)]
    .flat()
    .join('\n')}\n`
}

function start({ subject: { project, secrets }, version, off }: ReadmeParts): string[] {
  const { name, description } = project.settings
  return [
    `# ${name}`,
    '',
    ...(description === undefined ? [] : [description, '']),
    `Exported by Patchbay ${version}. It needs Node ${oldestNode} or newer, and nothing else: no installation, no compiler.`,
    '',
    '```sh',
    ...(secrets.size > 0 ? ['cp .env.example .env   # and fill it in'] : []),
    `node ${secrets.size > 0 ? '--env-file=.env ' : ''}server.js`,
    '```',
    '',
    ...(off.length > 0 ? [`Switched off in the project: ${off.join(', ')}.`, ''] : []),
  ]
}

function settings({ subject: { secrets } }: ReadmeParts): string[] {
  return [
    '## Settings',
    '',
    'Every option of `node server.js --help` is a variable of the environment as well.',
    'What is other here than in the project (the address of a broker, say) goes into a file of overrides,',
    '`--overrides FILE` or `PATCHBAY_OVERRIDES_FILE`:',
    '',
    '```json',
    '{ "connections": { "NAME": { "host": "broker.internal" } } }',
    '```',
    '',
    ...(secrets.size > 0
      ? [
          'Secrets come from the environment, or from a file for each in the folder `PATCHBAY_SECRETS_DIR`:',
          '',
          '| secret | variable | file | used by |',
          '| --- | --- | --- | --- |',
          ...[...secrets].map(
            ([secret, uses]) =>
              `| ${cell(secret)} | \`${secretVariable(secret)}\` | \`${secretFileName(secret)}\` | ${cell(uses.join('; '))} |`,
          ),
          '',
        ]
      : []),
  ]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}

function byTarget({ subject, target, image }: ReadmeParts): string[] {
  const { slug, hasHttp, hasJobs, secrets, queues } = subject
  if (target === 'node') {
    return [
      '## As a service of systemd',
      '',
      `\`systemd/${slug}.service\` says in its first lines where things go.`,
      '',
    ]
  }
  const port = hasHttp ? ` -p ${containerPorts.http}:${containerPorts.http}` : ''
  const docker = [
    '## As a container',
    '',
    '```sh',
    `docker build -t ${image} .`,
    `docker run --read-only --tmpfs /tmp -v ${slug}-state:/state --env-file .env${port} --restart always ${image}`,
    '```',
    '',
  ]
  if (target === 'docker') return docker
  if (target === 'compose') {
    return [
      ...docker,
      '## With what it needs around it',
      '',
      '```sh',
      'cp .env.example .env   # and fill it in',
      'docker compose up --build --wait',
      '```',
      '',
      'Connections to the developer’s own machine lead to the containers of `compose.yaml`: `compose-overrides.json` says so.',
      '',
    ]
  }
  const literals = [...secrets.keys()].map((name) => `--from-file=${secretFileName(name)}`)
  return [
    ...docker,
    '## On Kubernetes',
    '',
    `Push the image, put its address into \`kubernetes/deployment.yaml\`, then:`,
    '',
    '```sh',
    ...(literals.length > 0
      ? [`kubectl create secret generic ${slug}-secrets ${literals.join(' ')}`]
      : []),
    'kubectl apply -k kubernetes',
    '```',
    '',
    hasJobs
      ? 'It runs jobs, and each copy would run them: there is one copy, which is stopped before another starts.'
      : 'The number of copies follows the CPU (`hpa.yaml`, which needs the metrics server).',
    ...(!hasJobs && queues.length > 0
      ? [
          `Where KEDA is, \`kubernetes/keda.yaml\` lets it follow the depth of queues too; it wants the broker's address with user and password under \`keda-NAME\` in the secret \`${slug}-secrets\`.`,
        ]
      : []),
    '',
  ]
}

function operation({ subject: { hasJobs } }: ReadmeParts): string[] {
  return [
    '## In operation',
    '',
    '* `--health-port N`: `/healthz` (it lives), `/readyz` (it takes messages, or why not), `/metrics` (Prometheus).',
    '* SIGTERM: what is in hand is finished, for 10 s unless `--grace` says otherwise.',
    '* Exit status 70: a service looped for longer than its message may take. Let something start it again.',
    '* What must outlive the process is in `state/`, or where `PATCHBAY_STATE_DIR` says.',
    `* \`--workers auto\` uses all processors.${hasJobs ? ' Jobs run once all the same.' : ''}`,
    '* Several copies share nothing but their queues; `--replicas N` says what of this project does not bear that.',
    '',
  ]
}

function contents({ target }: ReadmeParts): string[] {
  const rows: [string, string][] = [
    ['server.js', 'starts it'],
    ['runtime/', 'the engine, with the systems that this project uses'],
    [
      'project/',
      'the project as it was, with its tests, to be read: a change there changes nothing',
    ],
    [
      'compiled/',
      'what runs: the project as one file, its services as JavaScript; stack traces show the lines of `project/services`',
    ],
    ['export-lock.json', 'versions of all that is bundled, and a hash of each file'],
    ['sbom.cdx.json', 'the list of materials (CycloneDX)'],
  ]
  if (target !== 'node') rows.push(['health.js', 'what the container’s health check runs'])
  return [
    '## What is what',
    '',
    '| | |',
    '| --- | --- |',
    ...rows.map(([path, what]) => `| \`${path}\` | ${what} |`),
  ]
}
