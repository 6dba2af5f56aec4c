/** What the HTTP settings' TLS lacks: its key, or the CAs that a security definition rests on. */
import type { ConnectorDefinition } from './definition.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { Project } from './project.ts'

export function checkTls(
  { settings, security }: Project,
  connectors: readonly ConnectorDefinition[],
  secrets: ReadonlySet<string> | undefined,
): Problem[] {
  const { tls } = settings.http
  const problems: Problem[] = []
  if (tls && secrets && !secrets.has(tls.key.secret)) {
    problems.push(
      problem(
        'SECRET_MISSING',
        { collection: 'project', name: 'patchbay', field: 'http.tls.key' },
        `The secret "${tls.key.secret}", the key of the HTTP settings' certificate, has no value, so no HTTP channel is served.`,
        'Give it a value; it is kept outside the project.',
      ),
    )
  }
  if (tls?.clientCa !== undefined) return problems
  for (const { name, type, isActive } of Object.values(security)) {
    const definition = connectors.find((one) => one.type === type)
    if (!isActive || !definition?.security?.needsCertificates) continue
    problems.push(
      problem(
        'CERTIFICATES_NOT_ASKED',
        { collection: 'security', name },
        `"${name}" lets nobody in: callers are not asked for a certificate.`,
        'Set tls with certificate, key and clientCa under http in patchbay.json.',
      ),
    )
  }
  return problems
}
