/** An exchange for tests of a connector: keeps the steps it was told of, ends when its time is up or when told to. */
import type { Exchange, StepInfo } from '../../runtime/message/exchange.ts'
import { Message } from '../../runtime/message/message.ts'
import { Failure } from '../../runtime/model/failure.ts'

export interface TestStep {
  label: string
  name: string
  sent?: Message
  answered?: Message
  failure?: unknown
}

export interface TestExchange extends Exchange {
  readonly steps: TestStep[]
  abort(why: Failure): void
}

/** @param timeout Milliseconds. */
export function testExchange(timeout = 30_000): TestExchange {
  const controller = new AbortController()
  const deadline = Date.now() + timeout
  const timer = setTimeout(
    () => controller.abort(new Failure('DEADLINE_PASSED', 'The time of the exchange is up.')),
    timeout,
  )
  timer.unref()
  const steps: TestStep[] = []
  return {
    cid: 'c1d0c1d0c1d0c1d0c1d0c1d0',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    message: new Message({ raw: Buffer.alloc(0) }),
    origin: { channel: 'test', cid: 'c1d0c1d0c1d0c1d0c1d0c1d0', timeout },
    deadline,
    signal: controller.signal,
    steps,
    left: () => Math.max(0, deadline - Date.now()),
    abort: (why) => controller.abort(why),
    async step<T>(
      info: StepInfo,
      run: () => Promise<T>,
      answered?: (result: T) => Message | undefined,
    ): Promise<T> {
      const step: TestStep = { label: info.label, name: info.at.name }
      if (info.sent) step.sent = info.sent
      steps.push(step)
      try {
        const result = await run()
        const answer = answered?.(result)
        if (answer) step.answered = answer
        return result
      } catch (failure) {
        step.failure = failure
        throw failure
      }
    },
  }
}
