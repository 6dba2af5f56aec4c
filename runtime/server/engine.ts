/** One runtime as a server has it: alone in its process, or as one worker of several. Loaded by both. */
import { join } from 'node:path'
import type { OpenExchange } from '../flow/open-exchange.ts'
import { workOf } from '../held.ts'
import { Failure } from '../model/failure.ts'
import { Runtime, type RuntimeOptions } from '../runtime.ts'
import { mendStacks } from '../services/source-maps.ts'
import type { ProcessSeries } from '../telemetry/exposition.ts'
import type { Series } from '../telemetry/series.ts'
import { startWatchdog } from '../watchdog/watchdog.ts'
import { withOverrides } from './overrides.ts'
import { errorsOf, newReasons, reasonsOf } from './reasons.ts'
import { secretNames } from './secret-names.ts'
import { readSecrets } from './secrets.ts'
import { tell, tellDeployed, tellProblems } from './tell.ts'
import type { Load, Outcome, Reason, Work, WorkState } from './work.ts'

/** What each worker must know of how it was started. Plain data. */
export interface EngineSettings {
  folder: string
  http: { host?: string; port?: number }
  log: string
  secretsFile?: string | undefined
  historyFolder?: string | undefined
  stateFolder?: string | undefined
  overridesFile?: string | undefined
  worker?: number
}

const lookEvery = 25

export class Engine implements Work {
  readonly runtime: Runtime
  readonly #settings: EngineSettings
  #revision = 0
  #errors: readonly Reason[] = []
  #isDeployed = false
  #processSeries: ProcessSeries | undefined
  #traces: { stop(): Promise<void> } | undefined

  constructor(settings: EngineSettings) {
    this.#settings = settings
    this.runtime = new Runtime(optionsOf(settings))
    // Before anything can run: a message that loops may come at once.
    const says = settings.log === 'silent' ? 'nothing' : 'log'
    startWatchdog({ work: workOf(() => this.runtime), says })
    process.on('uncaughtException', (error) => this.#fault(error))
    process.on('unhandledRejection', (error) => this.#fault(error))
  }

  async deploy(load: Load): Promise<Outcome> {
    const { compiled, isFollowed = false } = load
    const { runtime } = this
    const { folder, secretsFile, overridesFile } = this.#settings
    const project = await withOverrides(load.project, overridesFile)
    // Another version may name other secrets; files and folders of them may have changed as well.
    runtime.secrets = await readSecrets([...secretNames(project).keys()], secretsFile)
    runtime.inspector.redactor.setSecrets(runtime.secrets.values())
    if (!this.#isDeployed) await this.#trace(project.settings.name)
    runtime.compiled = compiled
    const report = await runtime
      .deploy({ project, revision: ++this.#revision })
      .catch((error: Error) => Promise.reject(missingHere(error)))
    const errors = errorsOf(report.problems)
    if (!isFollowed) this.#errors = errors
    if (!this.#isDeployed) tell(runtime, project, folder, report.problems)
    else {
      if (report.touched.length > 0) tellDeployed(runtime, report)
      tellProblems(report.problems, project, folder)
    }
    this.#isDeployed = true
    return { report, errors }
  }

  async state(): Promise<WorkState> {
    const status = this.runtime.status()
    const { project } = this.runtime.deployed ?? {}
    const reasons: Reason[] = project
      ? [...this.#errors, ...reasonsOf(status.objects, project)]
      : [{ code: 'NOT_DEPLOYED', message: 'Nothing is deployed yet.' }]
    return { status, open: this.runtime.underWayCount, reasons }
  }

  async settled(within: number, known: readonly Reason[]): Promise<readonly Reason[]> {
    const until = performance.now() + within
    for (;;) {
      const reasons = newReasons((await this.state()).reasons, known)
      // What does not load will not by waiting.
      if (reasons.length === 0 || this.#errors.length > 0 || performance.now() >= until) {
        return reasons
      }
      await new Promise((resolve) => setTimeout(resolve, lookEvery))
    }
  }

  /** Loaded by the first who asks. */
  async series(): Promise<Series[]> {
    const [{ ProcessSeries }, { seriesOf }] = await Promise.all([
      import('../telemetry/exposition.ts'),
      import('../telemetry/series.ts'),
    ])
    this.#processSeries ??= new ProcessSeries()
    return [...seriesOf(this.runtime), ...(await this.#processSeries.read())]
  }

  async leave(): Promise<void> {
    this.runtime.leave()
  }

  async stop(grace: number): Promise<void> {
    await this.runtime.stop(grace)
    await this.#traces?.stop()
  }

  /** Loaded only where there is somebody to send them to. */
  async #trace(project: string): Promise<void> {
    const { env } = process
    if (!env.OTEL_EXPORTER_OTLP_ENDPOINT && !env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return
    const { startTraces } = await import('../telemetry/traces.ts')
    const { runtime } = this
    const { logger } = runtime.log
    const traces = await startTraces({
      project,
      redactor: runtime.inspector.redactor,
      worker: this.#settings.worker,
      warn: (words) => logger.warn(words),
    })
    if (!traces) return
    runtime.onEnded = (exchange: OpenExchange) => traces.take(exchange)
    this.#traces = traces
  }

  #fault(error: unknown): void {
    mendStacks(error)
    this.runtime.log.logger.error(
      { err: error },
      `An error outside of any exchange: ${String(error)}`,
    )
  }
}

/** An export holds only what its project used. */
function missingHere(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') return error
  const words =
    'The project uses a kind of channel, connection or security that this server was exported without. Export it again from the new project.'
  return new Failure('DEPLOY_REFUSED', words, { cause: error })
}

function optionsOf(settings: EngineSettings): RuntimeOptions {
  const { folder, http, log, worker, historyFolder, stateFolder } = settings
  return {
    folder,
    http,
    logLevel: log,
    writeLog: (line) => process.stdout.write(line),
    stateFolder,
    ...(worker === undefined ? {} : { worker }),
    // One process, one folder: each worker has its own below it.
    historyFolder:
      historyFolder && worker ? join(historyFolder, `worker-${worker}`) : historyFolder,
  }
}
