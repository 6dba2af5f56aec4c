/** What is written for container platforms fits their schemas, and holds no secret. */
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { secretsOf, slugOf, subjectOf } from '../../../runtime/export/subject.ts'
import { composeFiles } from '../../../runtime/export/targets/compose.ts'
import { dockerFiles } from '../../../runtime/export/targets/docker.ts'
import { kubernetesFiles } from '../../../runtime/export/targets/kubernetes.ts'
import { nodeFiles } from '../../../runtime/export/targets/node.ts'
import { emptyProject, type Project, type ProjectObject } from '../../../runtime/model/project.ts'
import { type Manifest, manifestsIn, validate } from './schemas.ts'

const object = (type: string, name: string, more: Record<string, unknown> = {}): ProjectObject =>
  ({ type, name, isActive: true, ...more }) as ProjectObject

function projectOf(
  channels: ProjectObject[],
  connections: ProjectObject[] = [],
  name = 'Billing hub',
): Project {
  const byName = (objects: ProjectObject[]) =>
    Object.fromEntries(objects.map((one) => [one.name, one]))
  return {
    ...emptyProject(name, 'id'),
    channels: byName(channels),
    connections: byName(connections),
  }
}

const rest = object('rest', 'in', { path: '/in' })
const queue = object('amqp', 'queue', { queue: 'orders', broker: 'My Rabbit' })
const job = object('schedule', 'nightly')
const rabbit = object('amqp-broker', 'My Rabbit', {
  host: '127.0.0.1',
  user: 'hub',
  password: { secret: 'rabbit.password' },
})

const manifestsOf = (project: Project): Record<string, Manifest[]> =>
  Object.fromEntries(
    [...kubernetesFiles(subjectOf(project), 'hub:1')]
      .filter(([path]) => !path.endsWith('kustomization.yaml'))
      .map(([path, text]) => [path.replace('kubernetes/', ''), manifestsIn(text)]),
  )

describe('the manifests', () => {
  it('fit the schemas of Kubernetes and KEDA', () => {
    for (const project of [
      projectOf([rest]),
      projectOf([queue], [rabbit]),
      projectOf([rest, queue], [rabbit]),
      projectOf([rest, job]),
      projectOf([], [], '7 ½ Zwerge!'),
    ]) {
      for (const [path, manifests] of Object.entries(manifestsOf(project)))
        for (const manifest of manifests) expect(() => validate(manifest), path).not.toThrow()
    }
    const [deployment] = manifestsOf(projectOf([rest]))['deployment.yaml'] ?? []
    const wrong = { ...deployment, spec: { ...deployment?.spec, template: 1 } } as Manifest
    expect(() => validate(wrong)).toThrow()
  })

  it('let the number of copies follow CPU, and queues where there are some', () => {
    expect(Object.keys(manifestsOf(projectOf([rest])))).toEqual([
      'configmap.yaml',
      'deployment.yaml',
      'hpa.yaml',
      'pdb.yaml',
      'service.yaml',
    ])
    const { 'keda.yaml': keda = [], 'service.yaml': service } = manifestsOf(
      projectOf([queue], [rabbit]),
    )
    expect(service).toBeUndefined()
    expect(keda.map(({ kind }) => kind)).toEqual(['TriggerAuthentication', 'ScaledObject'])
    expect(keda[1]?.spec.triggers).toMatchObject([
      { type: 'cpu' },
      { type: 'rabbitmq', metadata: { queueName: 'orders' } },
    ])
  })

  it('run one copy where there are jobs, and never two at a time', () => {
    const found = manifestsOf(projectOf([rest, queue, job], [rabbit]))
    expect(Object.keys(found)).not.toContain('hpa.yaml')
    expect(Object.keys(found)).not.toContain('keda.yaml')
    expect(found['deployment.yaml']?.[0]?.spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'Recreate' },
    })
  })

  it('refer to secrets, and run with as few rights as can be', () => {
    const text = JSON.stringify(manifestsOf(projectOf([rest, queue], [rabbit])))
    expect(text).not.toContain('"kind":"Secret"')
    expect(text).toContain('"secretName":"billing-hub-secrets"')
    expect(text).toContain('{"key":"rabbit.password","path":"rabbit.password"}')
    for (const part of [
      '"readOnlyRootFilesystem":true',
      '"runAsNonRoot":true',
      '"allowPrivilegeEscalation":false',
      '"drop":["ALL"]',
      '"startupProbe"',
      '"livenessProbe"',
      '"readinessProbe"',
    ])
      expect(text).toContain(part)
  })
})

describe('the compose file', () => {
  const composed = (project: Project) => {
    const files = composeFiles(subjectOf(project))
    return {
      services: parse(files.get('compose.yaml') ?? '').services,
      overrides: JSON.parse(files.get('compose-overrides.json') ?? ''),
    }
  }

  it('brings the brokers of the developer’s own machine along, and waits for them', () => {
    const { services, overrides } = composed(projectOf([rest, queue], [rabbit]))
    expect(Object.keys(services)).toEqual(['server', 'rabbitmq'])
    expect(services.server.depends_on).toEqual({ rabbitmq: { condition: 'service_healthy' } })
    expect(services.server.read_only).toBe(true)
    expect(services.rabbitmq.healthcheck.test[0]).toBe('CMD')
    expect(services.rabbitmq.environment.RABBITMQ_DEFAULT_PASS).toBe(
      `\${PATCHBAY_SECRET_RABBIT_PASSWORD:?Set it in .env}`,
    )
    expect(overrides.connections['My Rabbit']).toEqual({
      ...{ host: 'rabbitmq', port: 5672, tls: false },
    })
  })

  it('leaves what stands elsewhere where it is', () => {
    const { services, overrides } = composed(
      projectOf([queue], [{ ...rabbit, host: 'mq.example' } as ProjectObject]),
    )
    expect(Object.keys(services)).toEqual(['server'])
    expect(services.server.ports).toBeUndefined()
    expect(overrides).toEqual({ connections: {} })
  })
})

describe('the image', () => {
  it('needs no shell, belongs to nobody in particular, and tells whether it lives', () => {
    const dockerfile = dockerFiles(subjectOf(projectOf([rest]))).get('Dockerfile') ?? ''
    expect(dockerfile).toMatch(/^USER 1000:1000$/m)
    for (const [, rest = ''] of dockerfile.matchAll(/^(?:RUN|CMD|ENTRYPOINT)\s+(.*)$/gm))
      expect(rest).toMatch(/^\[".*"\]$/)
    expect(dockerfile).toMatch(/^HEALTHCHECK .* CMD \["node", "\/app\/health.js"\]$/m)
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:20-slim$/m)
  })
})

describe('what every export has', () => {
  it('is started again by systemd, whatever ended it', () => {
    const files = nodeFiles(subjectOf(projectOf([rest])))
    const unit = files.get('systemd/billing-hub.service') ?? ''
    expect(unit).toMatch(/^Restart=always$/m)
    expect(unit).toMatch(/^ProtectSystem=strict$/m)
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node \/opt\/billing-hub\/server.js$/m)
  })

  it('names each secret with every place that uses it', () => {
    const more = object('ftp', 'files', { password: { secret: 'rabbit.password' } })
    expect([...secretsOf(projectOf([queue], [rabbit, more]))]).toEqual([
      [
        'rabbit.password',
        ['connections/My Rabbit, field password', 'connections/files, field password'],
      ],
    ])
  })

  it('has a name that every platform takes', () => {
    for (const name of ['Billing hub', '7 Zwerge', '!!!', 'Ünïcode — x', 'a'.repeat(99), ''])
      expect(slugOf(name), name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/)
  })
})
