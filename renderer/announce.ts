/** Tells the terminal that started the designer where its first channel answers, once for each project that is opened. */

import { desktop } from './desktop.ts'
import { curlOf } from './inspector/curl.ts'
import { liveStore, placeKey } from './store/live.ts'
import { projectStore } from './store/project.ts'

/** Returns the undoing. */
export function keepAnnouncing(): () => void {
  let told: string | undefined
  return liveStore.subscribe(({ statuses, deployed }) => {
    const { folder, project } = projectStore.getState()
    if (!folder || folder === told || !deployed) return
    const ready = Object.values(project.channels).flatMap((channel) => {
      const status = statuses[placeKey({ collection: 'channels', name: channel.name })]
      return channel.type === 'rest' && status?.state === 'ready' && status.address
        ? [{ channel, address: status.address }]
        : []
    })
    if (ready.length === 0) return
    told = folder
    void desktop().announce(words(ready))
  })
}

function words(ready: { channel: Readonly<Record<string, unknown>>; address: string }[]): string {
  return ready
    .slice(0, 3)
    .map(
      ({ channel, address }) =>
        `${channel.name} answers at ${address}\n  ${curlOf(channel, address).replace('@FILE', "'hello'")}`,
    )
    .join('\n')
}
