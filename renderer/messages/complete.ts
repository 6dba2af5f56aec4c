/** What can be typed next in the filter box: operators by name, then their values. Pure. */

export interface Known {
  channels: readonly string[]
  nodes: readonly string[]
  /** Declared by channels. */
  keys: readonly string[]
}

export interface Completion {
  /** What stands there when it is taken. */
  text: string
  help: string
}

export interface Completing {
  /** The part of the text that is replaced. */
  from: number
  to: number
  options: readonly Completion[]
}

const operators: readonly Completion[] = [
  { text: 'status:', help: 'how it ended: error, ok, open, 404, 4xx' },
  { text: 'channel:', help: 'a part of the channel’s name' },
  { text: 'node:', help: 'a node that it passed' },
  { text: 'text:', help: 'a word in a body or a failure, or its beginning' },
  { text: 'after:', help: 'began since 2h, 14:30, 2026-11-24T14:30' },
  { text: 'before:', help: 'began earlier than that' },
  { text: 'cid:', help: 'the beginning of the correlation ID' },
  { text: 'code:', help: 'a part of the failure’s code' },
  { text: 'settled:', help: 'what its queue was told' },
]

const values: Readonly<Record<string, readonly Completion[]>> = {
  status: [
    { text: 'error', help: 'failed' },
    { text: 'ok', help: 'went well' },
    { text: 'open', help: 'under way' },
    { text: '4xx', help: 'the caller’s mistake' },
    { text: '5xx', help: 'ours, or a peer’s' },
  ],
  settled: ['acked', 'parked', 'rejected', 'dead-lettered', 'requeued', 'retrying', 'lost'].map(
    (text) => ({ text, help: '' }),
  ),
  after: [
    { text: '15m', help: 'the last quarter of an hour' },
    { text: '1h', help: 'the last hour' },
    { text: 'today', help: 'since midnight' },
    { text: '7d', help: 'the last seven days' },
  ],
  before: [
    { text: '1h', help: 'more than an hour ago' },
    { text: 'today', help: 'before midnight' },
    { text: '7d', help: 'more than seven days ago' },
  ],
}

const most = 12

/** undefined: nothing to offer at this place. */
export function complete(text: string, caret: number, known: Known): Completing | undefined {
  const [token = ''] = /(?:[^\s"]|"[^"]*"?)*$/.exec(text.slice(0, caret)) ?? []
  const [rest = ''] = /^[^\s"]*/.exec(text.slice(caret)) ?? []
  const from = caret - token.length
  const to = caret + rest.length
  const colon = token.indexOf(':')
  const typed = token
    .slice(colon + 1)
    .replaceAll('"', '')
    .toLowerCase()
  const all = colon < 0 ? names(known) : valuesOf(token.slice(0, colon).toLowerCase(), known)
  const options = all.filter(({ text: option }) => isWanted(option.toLowerCase(), typed))
  if (options.length === 0) return undefined
  return { from: from + colon + 1, to, options: options.slice(0, most) }
}

/** The text once an option is taken, and where the caret stands then. */
export function taken(
  text: string,
  { from, to }: Completing,
  option: Completion,
): { text: string; caret: number } {
  const isOperator = option.text.endsWith(':')
  const quoted = /\s/.test(option.text) ? `"${option.text}"` : option.text
  const after = text.slice(to)
  const put = isOperator || after.startsWith(' ') ? quoted : `${quoted} `
  return { text: text.slice(0, from) + put + after, caret: from + put.length }
}

function names({ keys }: Known): readonly Completion[] {
  return [...keys.map((key) => ({ text: `${key}:`, help: 'a key of the payload' })), ...operators]
}

function valuesOf(name: string, { channels, nodes }: Known): readonly Completion[] {
  if (name === 'channel') return channels.map((text) => ({ text, help: '' }))
  if (name === 'node') return nodes.map((text) => ({ text, help: '' }))
  return values[name] ?? []
}

/** What stands there whole is not offered again. */
function isWanted(option: string, typed: string): boolean {
  return option !== typed && option.startsWith(typed)
}
