/** What a designer may ask of a runtime, answered. Checks what it is given; decides nothing. */
import { previewBlock } from '../flow/preview.ts'
import type { Redactor } from '../inspector/redact.ts'
import { invokeForAnswer } from '../invoke.ts'
import { Message } from '../message/message.ts'
import type { Control, DeployRequest, PreviewRequest, PreviewResult } from '../model/control.ts'
import { toFailure } from '../model/failure.ts'
import type { Proving } from '../model/proving.ts'
import type { Shipping } from '../model/shipping.ts'
import type { Testing } from '../model/testing.ts'
import { connectionOf } from '../outgoings.ts'
import type { Runtime } from '../runtime.ts'
import {
  bodyRefSchema,
  deploySchema,
  invokeSchema,
  querySchema,
  rangeSchema,
  read,
  searchSchema,
} from './arguments.ts'

const pingLimit = 15_000

/** All but what belongs to the one who asks: `watch`, the tests and what is proved. */
export function controlTable(
  runtime: Runtime,
): Omit<Control, 'watch' | keyof Testing | keyof Proving | keyof Shipping> {
  return {
    status: async () => runtime.status(),
    deploy: async (request) => runtime.deploy(checkedDeploy(request)),
    exchanges: async (query) => runtime.past.exchanges(read('exchanges', querySchema, query)),
    search: async (search) => runtime.past.search(read('search', searchSchema, search)),
    exchange: async (cid) => runtime.past.exchange(String(cid)),
    body: async (ref, range) =>
      runtime.past.body(
        read('body', bodyRefSchema, ref),
        read('body', rangeSchema.optional(), range),
      ),
    clearExchanges: async () => runtime.past.clear(),
    preview: async (request) => {
      const result = await previewBlock(request, await messageOf(runtime, request))
      return maskedPreview(result, runtime.inspector.redactor)
    },
    invoke: async (request) => {
      const { service, payload } = read('invoke', invokeSchema, request)
      return invokeForAnswer(runtime, service, payload)
    },
    ping: async (connection) => ping(runtime, String(connection)),
    look: async (channel) =>
      runtime.channels?.look(String(channel), AbortSignal.timeout(pingLimit)),
    jobs: async () => (await runtime.channels?.jobs?.list()) ?? [],
    log: async (limit) => runtime.log.last(Math.min(Number(limit) || 200, 2000)),
  }
}

/** Its shape is checked here, its objects one by one when they go live. */
function checkedDeploy(request: DeployRequest): DeployRequest {
  read('deploy', deploySchema, request)
  return request
}

async function messageOf(runtime: Runtime, { message }: PreviewRequest): Promise<Message> {
  if ('payload' in message) {
    return new Message({
      payload: message.payload,
      format: 'json',
      ...(message.headers ? { headers: message.headers } : {}),
    })
  }
  return runtime.past.message(message.exchange)
}

/** A preview shows a kept message, and is told as one. */
function maskedPreview({ outputs, failure }: PreviewResult, redactor: Redactor): PreviewResult {
  return {
    outputs: outputs.map(({ port, payload, headers }) => ({
      port,
      payload: redactor.payload(payload),
      headers: redactor.headers(headers),
    })),
    ...(failure ? { failure: redactor.failure(failure) } : {}),
  }
}

async function ping(runtime: Runtime, name: string): ReturnType<Control['ping']> {
  const began = performance.now()
  try {
    const connection = connectionOf(runtime.deployed?.outgoings ?? new Map(), name)
    return await connection.ping(AbortSignal.timeout(pingLimit))
  } catch (thrown) {
    return {
      took: performance.now() - began,
      detail: '',
      failure: runtime.inspector.redactor.failure(toFailure(thrown).toData()),
    }
  }
}
