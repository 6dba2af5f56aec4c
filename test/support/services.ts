/** Services for tests, from their texts: compiled, loaded and called as the runtime does it. */
import pino from 'pino'
import { Message, type MessageParts } from '../../runtime/message/message.ts'
import { call, type World } from '../../runtime/services/call.ts'
import { type Prepared, prepare, type ServiceTable } from '../../runtime/services/table.ts'
import { type TestExchange, testExchange } from './exchange.ts'

export type Texts = Readonly<Record<string, string>>

export function filesOf(texts: Texts) {
  return Object.fromEntries(Object.entries(texts).map(([path, source]) => [path, { path, source }]))
}

export function prepareTexts(
  texts: Texts,
  before?: ServiceTable,
  folder?: string,
): Promise<Prepared> {
  return prepare(before, filesOf(texts), { folder })
}

/** A file with one service named `it`, whose class has the given body. */
export function serviceText(body: string, head = ''): string {
  return `import { Service } from 'patchbay'
${head}
export class It extends Service {
  static serviceName = 'it'
${body}
}
`
}

export interface TestWorld extends World {
  readonly lines: Record<string, unknown>[]
}

/** What services reach: connections that tell their type and name, other services that tell what they were given. */
export function testWorld(): TestWorld {
  const lines: Record<string, unknown>[] = []
  return {
    lines,
    outgoingTypes: ['rest', 'ftp'],
    config: { rate: 3 },
    logger: pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) }),
    outgoing: (type, name) => ({ type, name }),
    invoke: async (name, payload) => ({ name, payload }),
    invokeAsync: (name) => `cid-of-${name}`,
    jobs: () => undefined,
  }
}

export interface CallOptions {
  exchange?: TestExchange
  world?: World
  name?: string
}

/** Calls a service of the table with a message. */
export function callIn(
  table: ServiceTable,
  parts: MessageParts,
  { exchange = testExchange(), world = testWorld(), name = 'it' }: CallOptions = {},
): Promise<Message> {
  const service = table.get(name)
  if (!service) throw new Error(`There is no service "${name}": ${table.names()}`)
  return call(service, new Message(parts), exchange, world)
}

/** Makes the one service with the given class body and calls it. */
export async function callBody(
  body: string,
  parts: MessageParts = {},
  options?: CallOptions,
): Promise<Message> {
  const { table, problems } = await prepareTexts({ 'services/it.ts': serviceText(body) })
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return callIn(table, parts, options)
}

export function json(payload: unknown): MessageParts {
  return { payload, format: 'json' }
}
