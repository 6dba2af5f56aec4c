/**
 * The project that can run: each object that is sound as it is now, each that is not as it last was. So a mistake in one
 * place never takes down another, and what worked goes on working until its successor does.
 */

import { definitions } from './connectors/definitions.ts'
import { blocks } from './model/blocks.ts'
import { checkProject, type Readers } from './model/check-project.ts'
import type { Node } from './model/flow.ts'
import type { Problem } from './model/problem.ts'
import type { Project } from './model/project.ts'

export interface Effective {
  project: Project
  problems: readonly Problem[]
}

const guarded = ['channels', 'connections', 'security', 'flows'] as const

export async function effective(wanted: Project, before: Project | undefined): Promise<Effective> {
  const problems = checkProject(
    wanted,
    { connectors: definitions, blocks },
    await readersFor(wanted),
  )
  const broken = new Set<string>()
  const misshapen = new Set<string>()
  for (const { severity, at, code } of problems) {
    if (severity !== 'error') continue
    const id = `${at.collection}/${at.name}`
    broken.add(id)
    if (code !== 'REFERENCE_MISSING') misshapen.add(id)
  }
  if (broken.size === 0) return { project: wanted, problems }
  const project: Record<string, unknown> = { ...wanted }
  for (const collection of guarded) {
    const objects: Record<string, unknown> = {}
    for (const [name, object] of Object.entries(wanted[collection])) {
      const id = `${collection}/${name}`
      let kept: unknown = broken.has(id) ? before?.[collection][name] : object
      // Only what it refers to is missing, and it never was any better: it goes live as incomplete, and says why. Its caller
      // is answered 503 rather than that nothing is there. Half a flow would do something nobody drew.
      if (kept === undefined && collection !== 'flows' && !misshapen.has(id)) kept = object
      if (kept !== undefined) objects[name] = kept
    }
    project[collection] = objects
  }
  return { project: project as unknown as Project, problems }
}

/**
 * What reads the text of services is left out: the compiler says more, and loading it would cost a start more than all
 * the rest. What reads expressions is loaded when there are any.
 */
async function readersFor(project: Project): Promise<Readers> {
  const flows = Object.values(project.flows)
  if (!flows.some((flow) => Object.values(flow.nodes).some(mayHaveExpressions))) return {}
  const { expressionTrouble } = await import('./model/expression.ts')
  return { expression: expressionTrouble }
}

function mayHaveExpressions(node: Node): boolean {
  return node.kind === 'block' || (node.kind === 'outgoing' && node.call !== undefined)
}
