/** The line to send a first message with: to a REST channel that is ready, rather one of the flow in view. undefined: there is none. */
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import type { ObjectStatus } from '../../runtime/model/control.ts'
import type { Flow } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { curlOf } from '../inspector/curl.ts'

export function firstCurl(
  statuses: Readonly<Record<string, ObjectStatus>>,
  channels: Project['channels'],
  inView?: Flow,
): string | undefined {
  const isInView = (name: string) =>
    Object.values(inView?.nodes ?? {}).some((node) => node.kind === 'channel' && node.ref === name)
  let other: string | undefined
  for (const { at, state, address } of Object.values(statuses)) {
    const channel = at.collection === 'channels' ? channels[at.name] : undefined
    if (state !== 'ready' || !address || channel?.type !== 'rest') continue
    // A line to try at once, with no file to look for first.
    const line = curlOf(channel, address).replace('@FILE', "'hello'")
    if (isInView(channel.name)) return line
    other ??= line
  }
  return other
}

/** A channel that is ready and takes messages from somewhere, as a sentence: `Orders waits at queue orders`. undefined: there is none. */
export function firstWaiting(
  statuses: Readonly<Record<string, ObjectStatus>>,
  channels: Project['channels'],
): string | undefined {
  for (const { at, state } of Object.values(statuses)) {
    const channel = at.collection === 'channels' ? channels[at.name] : undefined
    const half = definitionOf(channel?.type ?? '')?.channel
    if (!channel || state !== 'ready' || !half?.pulls) continue
    return `${channel.name} waits at ${half.summary(channel)}`
  }
  return undefined
}
