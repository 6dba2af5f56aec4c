/** Where the runtimes of a server are: one in this very process, or one in each worker that it starts. */
import type { Logger } from 'pino'
import type { EngineSettings } from './engine.ts'
import type { Fleet } from './fleet.ts'
import { readSecrets } from './secrets.ts'

export interface Host {
  logger: Logger
  /** Resolves when what the fleet is to run has been deployed everywhere. */
  start(): Promise<void>
  /** undefined: there is no one runtime to look at. */
  openControl: ((port: number) => Promise<void>) | undefined
  /** No process is started any more. */
  drain(): void
  /** Those that do not end by themselves are ended. */
  end(): void
  /** A worker is gone for good. */
  onGone: ((worker: number) => void) | undefined
}

export async function hostAlone(fleet: Fleet, settings: EngineSettings): Promise<Host> {
  const { Engine } = await import('./engine.ts')
  const engine = new Engine(settings)
  const { logger } = engine.runtime.log
  return {
    logger,
    start: () => fleet.join(0, engine),
    async openControl(port) {
      const { openControlSocket } = await import('../control/socket.ts')
      const token = process.env.PATCHBAY_CONTROL_TOKEN ?? ''
      const { address } = await openControlSocket(engine.runtime, {
        host: '127.0.0.1',
        port,
        token,
      })
      logger.info({ address }, `A designer may attach at ${address}.`)
    },
    drain: () => undefined,
    end: () => undefined,
    onGone: undefined,
  }
}

/** Nothing of the engine is loaded here: it is the workers' own. */
export async function hostCrew(
  fleet: Fleet,
  settings: EngineSettings,
  count: number,
): Promise<Host> {
  const [{ Crew }, { Log }, { Redactor }] = await Promise.all([
    import('./crew.ts'),
    import('../log.ts'),
    import('../inspector/redact.ts'),
  ])
  const write = (line: string) => void process.stdout.write(line)
  const { logger } = new Log(new Redactor(), write, settings.log)
  const crew = new Crew({
    count,
    settings,
    fleet,
    tell: (level, words) => logger[level](words),
    onGone: (worker) => host.onGone?.(worker),
  })
  const host: Host = {
    logger,
    async start() {
      // What no worker could read is told once, not by each that is started for another that could not.
      await readSecrets([], settings.secretsFile)
      await crew.start()
    },
    openControl: undefined,
    drain: () => crew.drain(),
    end: () => crew.end(),
    onGone: undefined,
  }
  return host
}
