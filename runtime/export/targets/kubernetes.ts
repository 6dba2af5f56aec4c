/**
 * Manifests: `kubectl apply -k kubernetes`. Secrets are mounted from one Secret that the operator makes; none is written here.
 * With jobs there is one copy, since each would run them; else the number follows the load, and the depth of queues where
 * KEDA is there to look at it.
 */
import { stringify } from 'yaml'
import { secretFileName } from '../../model/secret-variable.ts'
import { containerPorts, type Subject } from '../subject.ts'
import { containerEnvironment } from './docker.ts'

const mostCopies = 10

export function kubernetesFiles(subject: Subject, image: string): Map<string, string> {
  const { slug, hasHttp, hasJobs, queues } = subject
  const manifests = new Map<string, object[]>([
    ['configmap.yaml', [configMap(subject)]],
    ['deployment.yaml', [deployment(subject, image)]],
    ['pdb.yaml', [disruptions(subject)]],
  ])
  if (hasHttp) manifests.set('service.yaml', [service(subject)])
  if (!hasJobs) manifests.set('hpa.yaml', [autoscaler(subject)])
  const base = [...manifests.keys()].sort()
  const isScaledByQueue = !hasJobs && queues.length > 0
  if (isScaledByQueue) manifests.set('keda.yaml', scaledByQueue(subject))
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: base,
  }
  const hint = isScaledByQueue
    ? '# keda.yaml, for a cluster with KEDA, is not among them: kubectl apply -f kubernetes/keda.yaml\n'
    : ''
  const head = `# ${slug}: kubectl apply -k kubernetes\n`
  const written = [...manifests].map(([name, objects]): [string, string] => [
    `kubernetes/${name}`,
    objects.map((one) => stringify(one, { lineWidth: 0 })).join('---\n'),
  ])
  return new Map([
    ['kubernetes/kustomization.yaml', `${head}${hint}${stringify(kustomization)}`],
    ...written.sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
}

function labelsOf({ slug }: Subject) {
  return { 'app.kubernetes.io/name': slug, 'app.kubernetes.io/managed-by': 'patchbay' }
}

function selectorOf({ slug }: Subject) {
  return { 'app.kubernetes.io/name': slug }
}

function metadata(subject: Subject, name = subject.slug) {
  return { name, labels: labelsOf(subject) }
}

function configMap(subject: Subject) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(subject, `${subject.slug}-config`),
    data: {
      PATCHBAY_LOG: 'info',
      PATCHBAY_GRACE: '20',
      // Endpoints take a moment to learn that a pod is about to leave.
      PATCHBAY_DRAIN_DELAY: '5',
      PATCHBAY_REPLICAS: String(subject.hasJobs ? 1 : mostCopies),
      'overrides.json': '{}\n',
    },
  }
}

function deployment(subject: Subject, image: string) {
  const { slug, hasJobs, secrets } = subject
  const keys = [...secrets.keys()].map((secret) => {
    const key = secretFileName(secret)
    return { key, path: key }
  })
  const fromConfig = ['PATCHBAY_LOG', 'PATCHBAY_GRACE', 'PATCHBAY_DRAIN_DELAY', 'PATCHBAY_REPLICAS']
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(subject),
    spec: {
      // Without jobs the autoscaler says how many.
      ...(hasJobs ? { replicas: 1 } : {}),
      // Two that run jobs must not overlap; of others no request is dropped.
      strategy: hasJobs
        ? { type: 'Recreate' }
        : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: selectorOf(subject) },
      template: {
        metadata: { labels: labelsOf(subject) },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 40,
          securityContext: {
            runAsNonRoot: true,
            ...{ runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'server',
              image,
              env: [
                ...fromConfig.map((key) => ({
                  name: key,
                  valueFrom: { configMapKeyRef: { name: `${slug}-config`, key } },
                })),
                { name: 'PATCHBAY_OVERRIDES_FILE', value: '/etc/patchbay/overrides.json' },
                ...(keys.length > 0 ? [{ name: 'PATCHBAY_SECRETS_DIR', value: '/secrets' }] : []),
              ],
              ports: portsOf(subject),
              startupProbe: { ...probe('/healthz'), periodSeconds: 1, failureThreshold: 60 },
              livenessProbe: { ...probe('/healthz'), periodSeconds: 10, failureThreshold: 3 },
              readinessProbe: { ...probe('/readyz'), periodSeconds: 2, failureThreshold: 1 },
              resources: {
                requests: { cpu: '100m', memory: '128Mi' },
                limits: { memory: '512Mi' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              volumeMounts: [
                { name: 'state', mountPath: containerEnvironment.PATCHBAY_STATE_DIR },
                { name: 'config', mountPath: '/etc/patchbay', readOnly: true },
                ...(keys.length > 0
                  ? [{ name: 'secrets', mountPath: '/secrets', readOnly: true }]
                  : []),
              ],
            },
          ],
          volumes: [
            { name: 'state', emptyDir: {} },
            {
              name: 'config',
              configMap: {
                name: `${slug}-config`,
                items: [{ key: 'overrides.json', path: 'overrides.json' }],
              },
            },
            ...(keys.length > 0
              ? [
                  {
                    name: 'secrets',
                    secret: { secretName: `${slug}-secrets`, defaultMode: 0o440, items: keys },
                  },
                ]
              : []),
          ],
        },
      },
    },
  }
}

function portsOf({ hasHttp }: Subject) {
  const health = { name: 'health', containerPort: containerPorts.health }
  return hasHttp ? [{ name: 'http', containerPort: containerPorts.http }, health] : [health]
}

function probe(path: string) {
  return { httpGet: { path, port: 'health' }, timeoutSeconds: 2 }
}

function service(subject: Subject) {
  const port = subject.isTls ? 443 : 80
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(subject),
    spec: {
      selector: selectorOf(subject),
      ports: [{ name: subject.isTls ? 'https' : 'http', port, targetPort: 'http' }],
    },
  }
}

/** At most one is gone at a time, also when it is the only one. */
function disruptions(subject: Subject) {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(subject),
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(subject) } },
  }
}

const cpuTarget = 70

function autoscaler(subject: Subject) {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata(subject),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: subject.slug },
      minReplicas: 2,
      maxReplicas: mostCopies,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuTarget } },
        },
      ],
    },
  }
}

/** KEDA takes over the autoscaler of hpa.yaml: two would pull at the same Deployment. */
function scaledByQueue(subject: Subject): object[] {
  const { slug, queues } = subject
  const brokers = [...new Set(queues.map(({ broker }) => broker))].sort()
  const authentication = (broker: string) => `${slug}-${dnsName(broker)}`
  const address = (broker: string) => `keda-${secretFileName(broker)}`
  return [
    ...brokers.map((broker) => ({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata: metadata(subject, authentication(broker)),
      spec: {
        // amqp://USER:PASSWORD@HOST:5672/VHOST of the broker.
        secretTargetRef: [{ parameter: 'host', name: `${slug}-secrets`, key: address(broker) }],
      },
    })),
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: {
        ...metadata(subject),
        annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' },
      },
      spec: {
        scaleTargetRef: { name: slug },
        minReplicaCount: 2,
        maxReplicaCount: mostCopies,
        advanced: { horizontalPodAutoscalerConfig: { name: slug } },
        triggers: [
          { type: 'cpu', metricType: 'Utilization', metadata: { value: String(cpuTarget) } },
          ...queues.map(({ queue, broker }) => ({
            type: 'rabbitmq',
            metadata: {
              ...{ protocol: 'amqp', queueName: queue },
              ...{ mode: 'QueueLength', value: '100' },
            },
            authenticationRef: { name: authentication(broker) },
          })),
        ],
      },
    },
  ]
}

function dnsName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'broker'
  )
}
