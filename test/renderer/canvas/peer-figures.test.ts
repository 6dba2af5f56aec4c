import { expect, it } from 'vitest'
import { peerFigures } from '../../../renderer/canvas/peer-figures.ts'

const words = (figures: Record<string, number> | undefined) =>
  peerFigures(figures).map((figure) => figure.words)

it('tells the depth of the queue first, and leaves out what is none', () => {
  expect(words({ consumers: 1, unsettled: 3, ready: 12_400, waiting: 0 })).toEqual([
    '12k ready',
    '3 unsettled',
    '1 consumer',
  ])
  expect(words({ ready: 0, consumers: 2 })).toEqual(['0 ready', '2 consumers'])
})

it('warns of a queue that nobody takes from', () => {
  const none = { words: '0 consumers', tone: 'warn' }
  expect(peerFigures({ ready: 5, consumers: 0 })[1]).toMatchObject(none)
  expect(peerFigures({ ready: 5, consumers: 1 })[1]).not.toHaveProperty('tone')
})

it('tells what a connection has under way, and nothing of what it does not know', () => {
  expect(words({ published: 900, inFlight: 7, waiting: 2 })).toEqual(['2 waiting', '7 in flight'])
  expect(words({ somethingElse: 4 })).toEqual([])
  expect(words(undefined)).toEqual([])
})
