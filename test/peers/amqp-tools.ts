/** AMQP through Debian's amqp-tools: command-line clients made of librabbitmq, which are not ours. */
import { existsSync } from 'node:fs'
import { runWithInput } from './run-with-input.ts'

/** Why they cannot run here, for a test to be skipped with; undefined when they can. */
export const whyNoAmqpTools: string | undefined = existsSync('/usr/bin/amqp-publish')
  ? undefined
  : 'amqp-tools are not installed: on Debian, apt-get install amqp-tools'

export interface ToolPublishing {
  /** Default: the one that routes by the queue's name. */
  readonly exchange?: string
  readonly routingKey: string
  readonly body: Uint8Array | string
  /** Default false. */
  readonly persistent?: boolean
  readonly contentType?: string
  readonly contentEncoding?: string
  readonly replyTo?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** amqp-publish. It is done when it has sent the message; the broker is not asked to confirm it. */
export async function toolPublish(url: string, message: ToolPublishing): Promise<void> {
  const { contentType, contentEncoding, replyTo, headers = {} } = message
  await tool('amqp-publish', message.body, [
    `--url=${url}`,
    `--exchange=${message.exchange ?? ''}`,
    `--routing-key=${message.routingKey}`,
    ...(message.persistent ? ['--persistent'] : []),
    ...(contentType === undefined ? [] : [`--content-type=${contentType}`]),
    ...(contentEncoding === undefined ? [] : [`--content-encoding=${contentEncoding}`]),
    ...(replyTo === undefined ? [] : [`--reply-to=${replyTo}`]),
    ...Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`),
  ])
}

/** amqp-get. @returns The next message's body, acknowledged; undefined when the queue is empty. */
export async function toolGet(url: string, queue: string): Promise<Buffer | undefined> {
  const outcome = await runWithInput('amqp-get', [`--url=${url}`, `--queue=${queue}`], '')
  if (outcome.code === 2 && outcome.errors === '') return undefined
  if (outcome.code !== 0) throw new Error(`amqp-get could not: ${outcome.errors}`)
  return outcome.output
}

/** amqp-consume. Waits for so many messages and acknowledges them. @returns Their bodies. */
export async function toolConsume(url: string, queue: string, count: number): Promise<Buffer[]> {
  // It runs a program for each message, with the body as its input.
  const eachLine = ['--', 'sh', '-c', 'base64 -w 0; echo']
  const args = [`--url=${url}`, `--queue=${queue}`, `--count=${count}`, '--prefetch-count=1']
  const output = await tool('amqp-consume', '', [...args, ...eachLine])
  const lines = output.toString().split('\n').slice(0, -1)
  return lines.map((line) => Buffer.from(line, 'base64'))
}

async function tool(
  program: string,
  input: Uint8Array | string,
  args: readonly string[],
): Promise<Buffer> {
  const { code, output, errors } = await runWithInput(program, args, input)
  if (code === null) throw new Error(`${program} was not done after 30 s. ${errors}`)
  if (code !== 0) throw new Error(`${program} could not: ${errors}`)
  return output
}
