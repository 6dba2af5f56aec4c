/** An image: no shell is needed in it, nothing in it is written, and it runs as nobody in particular. */
import { containerPorts, type Subject } from '../subject.ts'

const health = `// Does the server live? For container platforms: exit status 0 or 1. Needs no shell.
const port = process.env.PATCHBAY_HEALTH_PORT ?? '${containerPorts.health}'
const end = (ok) => process.exit(ok ? 0 : 1)
fetch(\`http://127.0.0.1:\${port}/healthz\`, { signal: AbortSignal.timeout(2000) }).then(
  ({ ok }) => end(ok),
  () => end(false),
)
`

export function dockerFiles(subject: Subject): Map<string, string> {
  return new Map([
    ['Dockerfile', dockerfile(subject)],
    ['.dockerignore', ignored],
    ['health.js', health],
  ])
}

/** What of the environment is the same in every container. */
export const containerEnvironment = {
  NODE_ENV: 'production',
  PATCHBAY_HOST: '0.0.0.0',
  PATCHBAY_PORT: String(containerPorts.http),
  PATCHBAY_HEALTH_HOST: '0.0.0.0',
  PATCHBAY_HEALTH_PORT: String(containerPorts.health),
  PATCHBAY_STATE_DIR: '/state',
} as const

function dockerfile({ hasHttp, slug }: Subject): string {
  const environment = Object.entries(containerEnvironment).map(
    ([name, value]) => `${name}=${value}`,
  )
  const ports = hasHttp ? `${containerPorts.http} ${containerPorts.health}` : containerPorts.health
  return `# docker build -t ${slug} .
# Pin it to a digest of yours: --build-arg NODE_IMAGE=node:20-slim@sha256:...
ARG NODE_IMAGE=node:20-slim
FROM \${NODE_IMAGE}
ENV ${environment.join(' \\\n    ')}
WORKDIR /app
# Owned by root, so that the process cannot change what it runs.
COPY . /app
RUN ["node", "-e", "const fs = require('node:fs'); fs.mkdirSync('/state', { recursive: true }); fs.chownSync('/state', 1000, 1000)"]
VOLUME /state
# The user \`node\` of the image, by number: some platforms refuse a name.
USER 1000:1000
EXPOSE ${ports}
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["node", "/app/health.js"]
STOPSIGNAL SIGTERM
CMD ["node", "/app/server.js"]
`
}

const ignored = `.env
.env.*
overrides.json
state
systemd
compose*
kubernetes
Dockerfile
.dockerignore
`
