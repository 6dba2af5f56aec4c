/**
 * What the broker itself says of a queue and of who consumes from it.
 * The broker gathers its figures every few seconds, so that what is new is not told of at once.
 */
import type { PeerView } from '../../model/control.ts'
import { type Management, openManagement } from './management-api.ts'
import type { BrokerSettings } from './settings.ts'

/** What we read of `/api/queues/VHOST/NAME`; what a broker has not gathered yet is left out by it. */
interface QueueFigures {
  messages_ready?: number
  messages_unacknowledged?: number
  message_stats?: Partial<Record<`${'publish' | 'deliver_get' | 'ack'}_details`, { rate: number }>>
  consumer_details?: readonly ConsumerFigures[]
}

interface ConsumerFigures {
  consumer_tag: string
  prefetch_count: number
  active?: boolean
  activity_status?: string
  channel_details?: { connection_name?: string; peer_host?: string }
}

interface ConnectionNames {
  name: string
  user_provided_name?: string
}

/**
 * @param ours Consumer tags of this very runtime.
 * @throws Failure that says why the broker's own view cannot be had.
 */
export async function lookAtQueue(
  broker: BrokerSettings,
  queue: string,
  ours: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<PeerView> {
  const management = await openManagement(broker, signal)
  try {
    const vhost = encodeURIComponent(broker.vhost)
    const path = `/api/queues/${vhost}/${encodeURIComponent(queue)}`
    const figures = await management.ask<QueueFigures>(path, `queue "${queue}"`)
    const consumers = figures.consumer_details ?? []
    const names =
      consumers.length === 0 ? new Map<string, string>() : await namesOf(management, vhost)
    const rows = consumers.map((consumer) => rowOf(consumer, names, ours))
    return {
      title: `Queue ${queue} at ${broker.name}`,
      summary: summaryOf(figures),
      columns: ['Consumer tag', 'Connection', 'Host', 'Prefetch', 'State'],
      rows: rows.sort((one, other) => Number(other.isOurs) - Number(one.isOurs)),
    }
  } finally {
    await management.close()
  }
}

function summaryOf(figures: QueueFigures): string {
  const { messages_ready: ready, messages_unacknowledged: unacknowledged } = figures
  if (ready === undefined) return 'The broker has gathered no figures yet'
  const rate = (what: 'publish' | 'deliver_get' | 'ack') =>
    (figures.message_stats?.[`${what}_details`]?.rate ?? 0).toFixed(1)
  const count = figures.consumer_details?.length ?? 0
  return [
    `${ready} ready, ${unacknowledged ?? 0} unacknowledged`,
    `${rate('publish')}/s in, ${rate('deliver_get')}/s out, ${rate('ack')}/s acknowledged`,
    `${count} ${count === 1 ? 'consumer' : 'consumers'}`,
  ].join('; ')
}

function rowOf(
  consumer: ConsumerFigures,
  names: ReadonlyMap<string, string>,
  ours: ReadonlySet<string>,
): PeerView['rows'][number] {
  const { consumer_tag: tag, prefetch_count: prefetch, active, activity_status: status } = consumer
  const { connection_name: connection = '', peer_host: host = '' } = consumer.channel_details ?? {}
  return {
    cells: [
      tag,
      names.get(connection) ?? connection,
      host,
      prefetch === 0 ? 'no limit' : String(prefetch),
      status === 'single_active' ? 'the active one' : active === false ? 'waiting' : 'active',
    ],
    isOurs: ours.has(tag),
  }
}

/** From what the broker calls a connection to what its client does. */
async function namesOf(management: Management, vhost: string): Promise<Map<string, string>> {
  const path = `/api/vhosts/${vhost}/connections?columns=name,user_provided_name`
  const connections = await management.ask<readonly ConnectionNames[]>(path, 'its connections')
  return new Map(
    connections.map(({ name, user_provided_name: given }) => [name, given ?? name] as const),
  )
}
