import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { editNode } from '../../../renderer/edits/node.ts'
import { goTo, historyStore, positionOf } from '../../../renderer/store/history.ts'
import { currentProject, dispatch } from '../../../renderer/store/project.ts'
import { openInStores, storeProject } from '../../support/designer.ts'

let close = () => {}
beforeEach(() => {
  close = openInStores(storeProject())
  for (const label of ['a', 'b', 'c']) labelled(label)
})
afterEach(() => close())

function labelled(label: string): void {
  dispatch(editNode(currentProject(), 'Main', 'n3', 'label', { label }))
}

function labelNow(): string | undefined {
  return currentProject().flows.Main?.nodes.n3?.label
}

function steps(): { past: number; future: number } {
  const { past, future } = historyStore.getState()
  return { past: past.length, future: future.length }
}

describe('going to a point of the history', () => {
  it('undoes what came after it, and redoes it again', () => {
    const [first, , last] = historyStore.getState().past
    goTo(first?.id ?? -1)
    expect([labelNow(), steps()]).toEqual(['a', { past: 1, future: 2 }])
    goTo(last?.id ?? -1)
    expect([labelNow(), steps()]).toEqual(['c', { past: 3, future: 0 }])
  })

  it('goes before the first', () => {
    goTo(0)
    expect(currentProject()).toEqual(storeProject())
    expect(positionOf(historyStore.getState())).toBe(0)
  })

  it('keeps what was undone until something new is done', () => {
    goTo(0)
    expect(steps()).toEqual({ past: 0, future: 3 })
    labelled('d')
    expect(steps()).toEqual({ past: 1, future: 0 })
  })

  it('does nothing for a step that is not there', () => {
    expect(goTo(-1)).toEqual([])
    expect(labelNow()).toBe('c')
  })
})
