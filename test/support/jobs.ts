/** A small project with a scheduler channel, as a folder and as a running project. */
import { onTestFinished } from 'vitest'
import { invokeForAnswer } from '../../runtime/invoke.ts'
import type { FailureData } from '../../runtime/model/failure.ts'
import type { Project } from '../../runtime/model/project.ts'
import { Runtime, type RuntimeOptions } from '../../runtime/runtime.ts'
import { projectOf } from './project.ts'
import { scratchFolder } from './scratch.ts'

/** `keep` remembers what it was given; `kept` answers with it. */
export const keeping = `import { Service } from 'patchbay'

const kept: unknown[] = []

export class Keep extends Service {
  static serviceName = 'keep'

  handle() {
    const { job } = this.request.properties
    const { raw, payload } = this.request
    kept.push({ job, payload: payload instanceof Uint8Array ? raw.toString() : payload })
  }
}

export class Kept extends Service {
  static serviceName = 'kept'

  handle() {
    this.response.payload = { kept }
  }
}

export class Fails extends Service {
  static serviceName = 'fails'

  handle() {
    throw new Error('no room')
  }
}

export class Plans extends Service {
  static serviceName = 'plans'

  async handle() {
    const { after, payload, name, service } = this.request.payload as Record<string, never>
    this.response.payload = await this.schedule.onetime(service ?? 'keep', { after, payload, name })
  }
}
`

export function jobProject(values: Record<string, unknown> | undefined): Project {
  return projectOf({
    channels: values ? [{ name: 'Nightly', type: 'schedule', ...values }] : [],
    services: { 'services/keep.ts': keeping },
    links: values ? [['Nightly', 'keep']] : [],
  })
}

export interface RunningJobs {
  runtime: Runtime
  folder: string
  project: Project
  /** The answer of a service. @throws its failure. */
  ask(service: string, payload?: unknown): Promise<never>
  /** The code it fails with. */
  failing(service: string, payload: unknown): Promise<string | undefined>
  api(verb: string, payload?: unknown): Promise<never>
}

export async function runJobs(
  project: Project,
  options: RuntimeOptions = {},
): Promise<RunningJobs> {
  const folder = options.folder ?? scratchFolder()
  const runtime = new Runtime({ folder, logLevel: 'silent', http: { port: 0 }, ...options })
  onTestFinished(() => runtime.stop(500))
  const { problems } = await runtime.deploy({ project, revision: 1 })
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
  const ask = async (service: string, payload?: unknown) => {
    const { payload: answer, failure } = await invokeForAnswer(runtime, service, payload)
    if (failure) throw Object.assign(new Error(failure.message), { failure })
    return answer as never
  }
  return {
    runtime,
    folder,
    project,
    ask,
    api: (verb, payload = {}) => ask(`patchbay.scheduler.job.${verb}`, payload),
    async failing(service, payload) {
      const { failure } = await invokeForAnswer(runtime, service, payload)
      return (failure as FailureData | undefined)?.code
    },
  }
}
