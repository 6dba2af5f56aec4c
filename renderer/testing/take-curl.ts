/** Puts a cURL command into the form of a channel, and says what it could not take. */
import { liveStore, placeKey } from '../store/live.ts'
import { tell } from '../store/toasts.ts'
import { fromCurl } from './from-curl.ts'
import { changeDraft, say } from './store.ts'

export function isCurl(text: string): boolean {
  return /^\s*(\$\s*)?curl\s/.test(text)
}

/** False: it is no command that could be taken, and the user was told why. */
export function takeCurl(channel: string, line: string): boolean {
  try {
    const { values, format, text, origin, notes } = fromCurl(line)
    changeDraft(channel, (draft) => ({
      ...draft,
      values: { ...draft.values, ...values },
      format,
      text,
    }))
    say(channel, [...elsewhere(channel, origin), ...notes])
    return true
  } catch (thrown) {
    tell({ kind: 'error', title: 'No cURL command', text: (thrown as Error).message })
    return false
  }
}

/** A test goes to this channel, whichever machine the command is for. */
function elsewhere(channel: string, origin: string): string[] {
  const status = liveStore.getState().statuses[placeKey({ collection: 'channels', name: channel })]
  const own = status?.address && new URL(status.address).origin
  if (own === undefined || own === origin) return []
  return [`The command is for ${origin}; the test goes to ${own}.`]
}
