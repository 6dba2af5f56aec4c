/** What every export has beside the engine: how it is started, and what it must be told. */
import { secretVariable } from '../../model/secret-variable.ts'
import type { Subject } from '../subject.ts'

export const oldestNode = '20.15.0'

export function nodeFiles(subject: Subject): Map<string, string> {
  return new Map([
    ['server.js', server],
    ['package.json', manifest(subject)],
    ['.env.example', environment(subject)],
    [`systemd/${subject.slug}.service`, unit(subject)],
  ])
}

const server = `// Starts the exported project: node server.js --help
import './runtime/main.js'
`

function manifest({ slug, project }: Subject): string {
  const { description } = project.settings
  return json({
    name: slug,
    version: '0.0.0',
    private: true,
    ...(description === undefined ? {} : { description }),
    type: 'module',
    engines: { node: `>=${oldestNode}` },
    scripts: { start: 'node server.js' },
  })
}

/** For `node --env-file`, a unit's EnvironmentFile and a compose file alike. */
function environment({ secrets, project }: Subject): string {
  const lines = [
    `# The environment of "${oneLine(project.settings.name)}". Copy it to .env and fill in what is empty.`,
    '# node --env-file=.env server.js',
    '',
    '# All options: node server.js --help',
    '#PATCHBAY_HOST=0.0.0.0',
    `#PATCHBAY_PORT=${project.settings.http.port}`,
    '#PATCHBAY_HEALTH_PORT=9090',
    '#PATCHBAY_STATE_DIR=/var/lib/patchbay',
    '#PATCHBAY_OVERRIDES_FILE=overrides.json',
    '#PATCHBAY_WORKERS=auto',
  ]
  if (secrets.size > 0) lines.push('', '# Secrets, each with where it is used.')
  for (const [secret, uses] of secrets) {
    lines.push(...uses.map((use) => `# ${oneLine(secret)}: ${oneLine(use)}`))
    lines.push(`${secretVariable(secret)}=`)
  }
  return `${lines.join('\n')}\n`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

function unit({ slug, project }: Subject): string {
  return `# Put the export into /opt/${slug}, its secrets into /etc/${slug}/env (mode 0600, as in .env.example), this file into
# /etc/systemd/system, then: systemctl enable --now ${slug}
[Unit]
Description=${oneLine(project.settings.name).replaceAll('%', '%%')} (Patchbay)
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/usr/bin/node /opt/${slug}/server.js
WorkingDirectory=/opt/${slug}
EnvironmentFile=-/etc/${slug}/env
Environment=NODE_ENV=production
Environment=PATCHBAY_STATE_DIR=/var/lib/${slug}
# A service that loops for ever ends the process with status 70: nothing else can run then.
Restart=always
RestartSec=1
TimeoutStopSec=30
DynamicUser=yes
StateDirectory=${slug}
UMask=0077
CapabilityBoundingSet=
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
`
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
