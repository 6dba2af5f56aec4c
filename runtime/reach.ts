/** How nodes and services reach each other and the outside by name, in one deploy. */
import type { Logger as Pino } from 'pino'
import { definitionOf, definitions } from './connectors/definitions.ts'
import type { Reach } from './flow/acts.ts'
import type { Act } from './flow/live.ts'
import type { Scope } from './flow/scope.ts'
import { invokeAside } from './invoke.ts'
import type { Exchange } from './message/exchange.ts'
import { Message } from './message/message.ts'
import { Failure } from './model/failure.ts'
import { withDefaults } from './model/field.ts'
import type { Project } from './model/project.ts'
import { type Outgoings, outgoingOf } from './outgoings.ts'
import type { Runtime } from './runtime.ts'
import { call, type World } from './services/call.ts'
import type { ServiceTable } from './services/table.ts'

export interface ReachParts {
  runtime: Runtime
  project: Project
  services: ServiceTable
  outgoings: Outgoings
}

// Services that invoke each other without end would fill the memory long before the deadline.
const deepest = 64

const outgoingTypes = definitions.flatMap(({ type, outgoing }) => (outgoing ? [type] : []))

export function reachOf({ runtime, project, services, outgoings }: ReachParts): Reach {
  const world: World = {
    config: Object.freeze({ ...project.settings.config }),
    logger: runtime.log.logger as Pino,
    jobs: () => runtime.channels?.jobs,
    outgoingTypes,
    outgoing: (type, name, exchange) => clientOf(outgoings, type, name, exchange),
    invoke: (name, payload, exchange) =>
      invoke(actOfService, services, name, payload, exchange as Scope),
    invokeAsync(name, payload, exchange) {
      actOfService(name)
      return invokeAside(runtime, name, payload, exchange)
    },
  }

  function actOfService(name: string): Act {
    const service = services.get(name)
    if (!service) throw notFound(services, name)
    return (message, scope) => call(service, message, scope, world)
  }

  return {
    service: actOfService,
    send: (name) => (message, values, scope) =>
      outgoingOf(outgoings, name).send(message, values, scope),
    callFields(name, saved) {
      const fields = definitionOf(project.connections[name]?.type ?? '')?.outgoing?.call ?? []
      const expressions = fields
        .filter((field) => 'expression' in field && field.expression)
        .map((field) => field.name)
      return { values: withDefaults(fields, saved), expressions }
    },
  }
}

async function invoke(
  actOfService: (name: string) => Act,
  services: ServiceTable,
  name: string,
  payload: unknown,
  scope: Scope,
): Promise<unknown> {
  const act = actOfService(name)
  if (scope.depth >= deepest) {
    throw new Failure(
      'FLOW_TOO_DEEP',
      `Services invoke each other ${deepest} deep; the last one is "${name}".`,
    )
  }
  const format = payload instanceof Uint8Array || typeof payload === 'string' ? 'none' : 'json'
  const message = new Message({ payload, format, properties: { invoked: true } })
  const at = { collection: 'services', name: services.get(name)?.path ?? name } as const
  const answer = await scope.child(
    { at, kind: 'service', name },
    { label: 'invoked', sent: message },
    (inner) => act(message, inner),
  )
  return (answer as Message).payload
}

function clientOf(outgoings: Outgoings, type: string, name: string, exchange: Exchange): object {
  const outgoing = outgoingOf(outgoings, name)
  const entry = outgoings.get(name)
  if (entry && entry.object.type !== type) {
    throw new Failure(
      'OUTGOING_NOT_FOUND',
      `"${name}" is a connection of type ${entry.object.type}, not ${type}.`,
      {
        at: { collection: 'connections', name },
      },
    )
  }
  return outgoing.client(exchange)
}

function notFound(services: ServiceTable, name: string): Failure {
  const names = services.names().filter((known) => !known.startsWith('patchbay.'))
  const known = names.map((one) => `"${one}"`).join(', ') || 'none'
  return new Failure(
    'SERVICE_NOT_FOUND',
    `There is no service "${name}". The project has: ${known}.`,
    {
      at: { collection: 'services', name },
    },
  )
}
