import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandOf, commands } from '../../../renderer/commands/all.ts'
import { link } from '../../../renderer/commands/link.ts'
import { runCommand } from '../../../renderer/commands/run.ts'
import { currentProject } from '../../../renderer/store/project.ts'
import { selectionStore, selectOnCanvas, showFlow } from '../../../renderer/store/selection.ts'
import { toastStore } from '../../../renderer/store/toasts.ts'
import { viewStore } from '../../../renderer/store/view.ts'
import { openInStores, storeProject } from '../../support/designer.ts'

let close = () => {}

async function run(id: string): Promise<void> {
  const command = commandOf(id)
  if (!command) throw new Error(`there is no command ${id}`)
  await runCommand(command)
}

beforeEach(() => {
  close = openInStores(storeProject())
  toastStore.setState({ toasts: [] })
})
afterEach(() => close())

describe('the list of commands', () => {
  it('has each id once', () => {
    const ids = commands.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has each key once', () => {
    const keys = commands.flatMap((command) => command.keys ?? [])
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
})

describe('commands', () => {
  it('delete what is selected, and undo brings all of it back', async () => {
    selectOnCanvas(['n2'])
    await run('delete')
    expect(currentProject().flows.Main?.nodes.n2).toBeUndefined()
    expect(selectionStore.getState().nodes).toEqual([])
    await run('undo')
    expect(currentProject()).toEqual(storeProject())
    await run('redo')
    expect(currentProject().flows.Main?.nodes.n2).toBeUndefined()
  })

  it('do nothing while they are not enabled', async () => {
    await run('delete')
    await run('undo')
    expect(currentProject()).toEqual(storeProject())
  })

  it('select the copies they made', async () => {
    selectOnCanvas(['n1', 'n2'])
    await run('duplicate')
    expect(selectionStore.getState().nodes).toEqual(['n4', 'n5'])
  })

  it('move by the grid, as one step however often the key was pressed', async () => {
    selectOnCanvas(['n1'])
    await run('moveRight')
    await run('moveRight')
    expect(currentProject().layouts.Main?.nodes.n1).toEqual({ x: 72, y: 36 })
    await run('undo')
    expect(currentProject().layouts.Main?.nodes.n1).toEqual({ x: 36, y: 36 })
  })

  it('go from node to node by arrows', async () => {
    selectOnCanvas(['n1'])
    await run('goRight')
    expect(selectionStore.getState().nodes).toEqual(['n2'])
  })

  it('show the flow that an undo changes', async () => {
    await run('newFlow')
    expect(selectionStore.getState().flow).toBe('New flow')
    showFlow('Main')
    selectOnCanvas(['n1'])
    await run('delete')
    showFlow('New flow')
    await run('undo')
    expect(selectionStore.getState().flow).toBe('Main')
  })

  it('open what a service is written in', async () => {
    selectOnCanvas(['n2'])
    await run('open')
    expect(selectionStore.getState()).toMatchObject({
      file: 'services/store.ts',
      reveal: { path: 'services/store.ts', line: 3 },
    })
  })

  it('leave what floats over the canvas before the selection', async () => {
    selectOnCanvas(['n1'])
    await run('link')
    expect(viewStore.getState().linking).toEqual({ node: 'n1' })
    await run('selectNone')
    expect(viewStore.getState().linking).toBeUndefined()
    expect(selectionStore.getState().nodes).toEqual(['n1'])
    await run('selectNone')
    expect(selectionStore.getState().nodes).toEqual([])
  })
})

describe('linking', () => {
  it('makes a link that is allowed', () => {
    const made = link('Main', { node: 'n1', port: 'out' }, { node: 'n3', port: 'in' })
    expect(made).toBe(true)
    expect(currentProject().flows.Main?.links.l3).toEqual({
      from: { node: 'n1', port: 'out' },
      to: { node: 'n3', port: 'in' },
    })
  })

  it('refuses one that is not, and says why', () => {
    const made = link('Main', { node: 'n3', port: 'out' }, { node: 'n2', port: 'in' })
    expect(made).toBe(false)
    expect(currentProject()).toEqual(storeProject())
    expect(toastStore.getState().toasts[0]?.text).toMatch(/round for ever/)
  })

  it('lets a link move to another end without standing in its own way', () => {
    expect(link('Main', { node: 'n2', port: 'out' }, { node: 'n3', port: 'in' }, 'l2')).toBe(true)
    expect(link('Main', { node: 'n1', port: 'out' }, { node: 'n3', port: 'in' }, 'l2')).toBe(true)
    expect(Object.keys(currentProject().flows.Main?.links ?? {})).toEqual(['l1', 'l2'])
  })
})
