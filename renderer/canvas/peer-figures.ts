/**
 * The figures that an object tells of its peer, in words: how many messages wait in a queue, who takes them. Ordered by how
 * much one wants to see them, because a card has room for two or three. Pure.
 */
import { shortCount } from './short-figures.ts'

export interface PeerFigure {
  /** Short, for a card: `12 ready`. */
  words: string
  /** In full. */
  title: string
  tone?: 'warn'
}

interface Known {
  name: string
  word: [one: string, many: string]
  title: string
  /** Worth a place on a card even when there are none. */
  isAlways?: true
  /** None of it is something to look at. */
  warnsAtNone?: true
}

const known: readonly Known[] = [
  {
    name: 'ready',
    word: ['ready', 'ready'],
    title: 'Messages that wait in the queue',
    isAlways: true,
  },
  {
    name: 'waiting',
    word: ['waiting', 'waiting'],
    title: 'Messages that wait here for their next try or their turn',
  },
  {
    name: 'unsettled',
    word: ['unsettled', 'unsettled'],
    title: 'Messages taken from the queue of which the broker has not been told yet',
  },
  {
    name: 'inFlight',
    word: ['in flight', 'in flight'],
    title: 'Messages sent that the broker has not confirmed yet',
  },
  {
    name: 'running',
    word: ['running', 'running'],
    title: 'Runs that have begun and not ended',
  },
  {
    name: 'missed',
    word: ['missed', 'missed'],
    title: 'Times that passed while nothing ran',
  },
  {
    name: 'consumers',
    word: ['consumer', 'consumers'],
    title: 'All consumers of the queue, those of others included',
    isAlways: true,
    warnsAtNone: true,
  },
]

export function peerFigures(
  figures: Readonly<Record<string, number>> | undefined,
): readonly PeerFigure[] {
  if (!figures) return []
  return known.flatMap(({ name, word, title, isAlways, warnsAtNone }) => {
    const count = figures[name]
    if (count === undefined || (count === 0 && !isAlways)) return []
    const words = `${shortCount(count)} ${word[count === 1 ? 0 : 1]}`
    return [{ words, title, ...(warnsAtNone && count === 0 ? { tone: 'warn' as const } : {}) }]
  })
}
