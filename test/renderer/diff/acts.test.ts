import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeBack, walk } from '../../../renderer/diff/acts.ts'
import { differencesNow, diffStore, nothingCompared } from '../../../renderer/diff/store.ts'
import { historyStore, undo } from '../../../renderer/store/history.ts'
import { currentProject } from '../../../renderer/store/project.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { openInStores, storeProject } from '../../support/designer.ts'

const before = storeProject()
const after: Project = {
  ...before,
  channels: { Store: { name: 'Store', type: 'rest', isActive: true, path: '/stores' } },
  flows: { Main: { name: 'Main', nodes: { n1: { kind: 'channel', ref: 'Store' } }, links: {} } },
  layouts: { Main: { nodes: { n1: { x: 90, y: 90 } } } },
}

let close: () => void
beforeEach(() => {
  close = openInStores(after)
  diffStore.setState({ ...nothingCompared, isOpen: true, isShown: true, before })
})
afterEach(() => close())

const kinds = () => differencesNow().map(({ key, kind }) => `${kind} ${key}`)

function take(key: string): void {
  const difference = differencesNow().find((each) => each.key === key)
  if (difference) takeBack(difference)
}

describe('a change', () => {
  it('that is taken back is one no longer, and undo brings it again', () => {
    expect(kinds()).toEqual(['changed Main', 'changed Store'])
    take('Store')
    expect(kinds()).toEqual(['changed Main'])
    undo()
    expect(currentProject()).toEqual(after)
    expect(historyStore.getState().future).toHaveLength(1)
  })

  it('of a flow takes its nodes back to where they stood, and leaves the others where they are', () => {
    take('Main')
    expect(currentProject().flows.Main).toEqual(before.flows.Main)
    expect(currentProject().layouts.Main?.nodes).toEqual({
      n1: { x: 90, y: 90 },
      n2: { x: 306, y: 36 },
      n3: { x: 576, y: 36 },
    })
  })

  it('is reached one after the other, through each drawing and round', () => {
    const places = () => {
      const { chosen, step } = diffStore.getState()
      return `${chosen} ${step}`
    }
    const seen: string[] = []
    for (let count = 0; count < 7; count++) {
      walk(1)
      seen.push(places())
    }
    // Three nodes and two links differ: the channel of the first is another.
    expect(seen).toEqual([
      ...[0, 1, 2, 3, 4].map((step) => `flows/Main ${step}`),
      'channels/Store -1',
      'flows/Main 0',
    ])
    walk(-1)
    expect(places()).toBe('channels/Store -1')
  })
})
