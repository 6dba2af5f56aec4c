import { afterEach, describe, expect, it } from 'vitest'
import { keepPanes } from '../../../renderer/store/remember.ts'
import { setView, viewStore } from '../../../renderer/store/view.ts'

const first = viewStore.getState()
afterEach(() => viewStore.setState(first, true))

function storage(text?: string) {
  const items = new Map(text === undefined ? [] : [['patchbay:panes', text]])
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  }
}

describe('the panes', () => {
  it('stand as they were left', () => {
    const kept = storage()
    const stop = keepPanes(kept)
    setView({ showDock: false, left: 'explorer' })
    stop()
    viewStore.setState(first, true)
    keepPanes(kept)()
    expect(viewStore.getState()).toMatchObject({ showDock: false, left: 'explorer' })
  })

  it('stand as on the first day when what was kept cannot be read', () => {
    keepPanes(storage('{"left":7}'))()
    keepPanes(storage('not json'))()
    expect(viewStore.getState()).toEqual(first)
  })
})
