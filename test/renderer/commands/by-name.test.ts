import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeObject, renameObject, renameTrouble } from '../../../renderer/commands/by-name.ts'
import { undo } from '../../../renderer/store/history.ts'
import { currentProject } from '../../../renderer/store/project.ts'
import { openFile, selectionStore } from '../../../renderer/store/selection.ts'
import { toastStore } from '../../../renderer/store/toasts.ts'
import { openInStores, storeProject } from '../../support/designer.ts'

let close = () => {}
beforeEach(() => {
  close = openInStores(storeProject())
  toastStore.setState({ toasts: [] })
})
afterEach(() => close())

describe('renaming', () => {
  it('is followed by code and flows, and undone in one step', () => {
    renameObject('connections', 'my.ftp', 'files')
    expect(currentProject().services['services/store.ts']?.source).toContain("ftp.get('files')")
    renameObject('channels', 'Store', 'Incoming')
    expect(currentProject().flows.Main?.nodes.n1).toEqual({ kind: 'channel', ref: 'Incoming' })
    undo()
    undo()
    expect(currentProject()).toEqual(storeProject())
  })

  it('keeps the flow that is looked at', () => {
    renameObject('flows', 'Main', 'Billing')
    expect(selectionStore.getState().flow).toBe('Billing')
  })

  it('says why a name cannot be', () => {
    expect(renameTrouble('channels', 'Store', '')).toMatch(/empty/)
    renameObject('channels', 'Store', ' ')
    expect(currentProject()).toEqual(storeProject())
    expect(toastStore.getState().toasts[0]?.title).toBe('Not renamed')
  })
})

describe('removing', () => {
  it('takes the nodes along, closes the file, and offers the way back', () => {
    openFile('services/store.ts')
    removeObject('services', 'store.file')
    expect(currentProject().services).toEqual({})
    expect(currentProject().flows.Main?.nodes.n2).toBeUndefined()
    expect(selectionStore.getState().files).toEqual([])
    toastStore.getState().toasts[0]?.action?.run()
    expect(currentProject()).toEqual(storeProject())
  })

  it('looks at another flow when the one looked at is gone', () => {
    removeObject('flows', 'Main')
    expect(selectionStore.getState().flow).toBeUndefined()
  })
})
