/** One worker: does what the process asks that started it, and ends with it. */
import { answer } from '../model/rpc.ts'
import { Engine, type EngineSettings } from './engine.ts'
import { type Work, type WorkEvents, workMethods } from './work.ts'

export function work(settings: EngineSettings): void {
  // A terminal sends these to all; the process that started us decides what they mean.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  const engine = new Engine(settings)
  const port = {
    post: (data: unknown) => void process.send?.(data as object, () => undefined),
    listen(receive: (data: unknown) => void) {
      process.on('message', receive)
      return () => process.off('message', receive)
    },
  }
  const answering = answer<Work, WorkEvents>(
    port,
    {
      deploy: (load) => engine.deploy(load),
      state: () => engine.state(),
      settled: (within, known) => engine.settled(within, known),
      series: () => engine.series(),
      leave: () => engine.leave(),
      async stop(grace) {
        await engine.stop(grace)
        // After the answer is on its way.
        setImmediate(() => process.exit(0))
      },
    },
    workMethods,
  )
  answering.send('onUp', process.pid)
}
