/** Two active channels that want the same address: only one can have it. */
import { valuesOf } from './check-object.ts'
import type { ConnectorDefinition } from './definition.ts'
import { withDefaults } from './field.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { Project, ProjectObject } from './project.ts'

const cache = new WeakMap<ProjectObject, { definition: ConnectorDefinition; claim: string }>()

export function checkClaims(
  project: Project,
  connectors: readonly ConnectorDefinition[],
): Problem[] {
  const holders = new Map<string, string>()
  const problems: Problem[] = []
  const byType = new Map(connectors.map((one) => [one.type, one]))
  for (const [name, object] of Object.entries(project.channels)) {
    const definition = byType.get(object.type)
    if (!definition?.channel?.claims || !object.isActive) continue
    const claim = claimOf(object, definition)
    const holder = holders.get(claim)
    if (holder === undefined) {
      holders.set(claim, name)
      continue
    }
    problems.push(
      problem(
        'ADDRESS_TAKEN',
        { collection: 'channels', name, field: 'path' },
        `${definition.channel.summary(object)} is taken by the channel "${holder}" already.`,
        'Change one of the two, or turn one off.',
      ),
    )
  }
  return problems
}

function claimOf(object: ProjectObject, definition: ConnectorDefinition): string {
  const known = cache.get(object)
  if (known?.definition === definition) return known.claim
  const values = withDefaults(definition.channel?.fields ?? [], valuesOf(object))
  const claim = `${definition.type} ${definition.channel?.claims?.(values)}`
  cache.set(object, { definition, claim })
  return claim
}
