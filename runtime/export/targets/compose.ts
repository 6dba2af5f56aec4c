/**
 * The server with the brokers it needs: for each connection to the developer's own machine a container, and an override that
 * leads there. What stands elsewhere is expected to stand there still.
 */
import { stringify } from 'yaml'
import type { ProjectObject } from '../../model/project.ts'
import { secretVariable } from '../../model/secret-variable.ts'
import { containerPorts, type Subject } from '../subject.ts'
import { containerEnvironment } from './docker.ts'
import { json } from './node.ts'

interface Broker {
  service: Record<string, unknown>
  /** What is other in the project then. */
  fields: Record<string, unknown>
}

export function composeFiles(subject: Subject): Map<string, string> {
  const { slug, secrets, hasHttp, nearby, project } = subject
  const brokers = nearby.flatMap((connection, index) => {
    const made = brokerOf(connection, `${shortType(connection)}${index === 0 ? '' : index + 1}`)
    return made ? [{ connection, ...made }] : []
  })
  const overrides = Object.fromEntries(
    brokers.map(({ connection, broker }) => [connection.name, broker.fields]),
  )
  const server = {
    build: '.',
    image: slug,
    init: true,
    // The state is for one server: more of them need a volume each.
    restart: 'always',
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    tmpfs: ['/tmp'],
    environment: {
      PATCHBAY_OVERRIDES_FILE: '/etc/patchbay/overrides.json',
      PATCHBAY_GRACE: '20',
      ...Object.fromEntries(
        [...secrets.keys()].map((secret) => {
          const variable = secretVariable(secret)
          return [variable, `\${${variable}:?Set it in .env}`]
        }),
      ),
    },
    volumes: ['state:/state', './compose-overrides.json:/etc/patchbay/overrides.json:ro'],
    ...(hasHttp
      ? {
          ports: [
            `\${PORT:-${project.settings.http.port || containerPorts.http}}:${containerPorts.http}`,
          ],
        }
      : {}),
    stop_grace_period: '30s',
    healthcheck: {
      test: ['CMD', 'node', '/app/health.js'],
      ...{ interval: '10s', timeout: '3s', retries: 3, start_period: '10s' },
    },
    ...(brokers.length > 0
      ? {
          depends_on: Object.fromEntries(
            brokers.map(({ name }) => [name, { condition: 'service_healthy' }]),
          ),
        }
      : {}),
  }
  const file = {
    name: slug,
    services: {
      server,
      ...Object.fromEntries(brokers.map(({ name, broker }) => [name, broker.service])),
    },
    volumes: {
      state: null,
      ...Object.fromEntries(brokers.map(({ name }) => [`${name}-data`, null])),
    },
  }
  const head = [
    '# cp .env.example .env, fill it in, then: docker compose up --build --wait',
    `# In the image: ${Object.entries(containerEnvironment)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
  ]
  return new Map([
    ['compose.yaml', `${head.join('\n')}\n${stringify(file, { nullStr: '', lineWidth: 0 })}`],
    ['compose-overrides.json', json({ connections: overrides })],
  ])
}

function shortType({ type }: ProjectObject): string {
  return type === 'amqp-broker' ? 'rabbitmq' : type
}

function brokerOf(
  connection: ProjectObject,
  name: string,
): { name: string; broker: Broker } | undefined {
  const make = brokersByType[connection.type]
  return make && { name, broker: make(connection, name) }
}

const often = { interval: '5s', timeout: '5s', retries: 24 } as const

const brokersByType: Readonly<Record<string, (connection: ProjectObject, name: string) => Broker>> =
  {
    'amqp-broker': ({ user, password, vhost }, name) => ({
      service: {
        image: 'rabbitmq:4-management',
        // Its data is kept under the name of its host.
        hostname: name,
        restart: 'always',
        environment: {
          RABBITMQ_DEFAULT_USER: String(user ?? 'guest'),
          RABBITMQ_DEFAULT_PASS: secretOr(password, 'guest'),
          RABBITMQ_DEFAULT_VHOST: String(vhost ?? '/'),
        },
        volumes: [`${name}-data:/var/lib/rabbitmq`],
        healthcheck: {
          test: ['CMD', 'rabbitmq-diagnostics', '-q', 'check_port_connectivity'],
          ...often,
        },
      },
      fields: { host: name, port: 5672, tls: false },
    }),
    vault: ({ token }, name) => ({
      service: {
        image: 'hashicorp/vault:1.20',
        restart: 'always',
        // A server for trying it out: it keeps nothing. Put your own address into compose-overrides.json for anything else.
        command: ['server', '-dev', '-dev-listen-address=0.0.0.0:8200'],
        environment: { VAULT_DEV_ROOT_TOKEN_ID: secretOr(token, 'patchbay') },
        cap_add: ['IPC_LOCK'],
        volumes: [`${name}-data:/vault/file`],
        healthcheck: {
          test: ['CMD', 'vault', 'status', '-address=http://127.0.0.1:8200'],
          ...often,
        },
      },
      fields: { url: `http://${name}:8200` },
    }),
    ftp: ({ user, password }, name) => ({
      service: {
        image: 'delfer/alpine-ftp-server',
        restart: 'always',
        // For trying it out: without encryption. Put your own server into compose-overrides.json for anything else.
        environment: {
          USERS: `${String(user ?? 'patchbay')}|${secretOr(password, 'patchbay')}|/ftp`,
          ADDRESS: name,
          ...{ MIN_PORT: '21000', MAX_PORT: '21010' },
        },
        volumes: [`${name}-data:/ftp`],
        healthcheck: { test: ['CMD', 'nc', '-z', '127.0.0.1', '21'], ...often },
      },
      fields: { host: name, port: 21 },
    }),
  }

/** By reference, as .env says it. */
function secretOr(field: unknown, usual: string): string {
  const secret = (field as { secret?: unknown } | undefined)?.secret
  return typeof secret === 'string' ? `\${${secretVariable(secret)}:?Set it in .env}` : usual
}
