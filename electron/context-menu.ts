/** Cut, copy and paste by the right button, wherever the page has no menu of its own. */
import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'

export function offerTextMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, { isEditable, selectionText, editFlags }) => {
    const copy: MenuItemConstructorOptions = { role: 'copy', enabled: editFlags.canCopy }
    if (isEditable)
      Menu.buildFromTemplate([
        { role: 'cut', enabled: editFlags.canCut },
        copy,
        { role: 'paste', enabled: editFlags.canPaste },
        { type: 'separator' },
        { role: 'selectAll' },
      ]).popup({ window })
    else if (selectionText !== '') Menu.buildFromTemplate([copy]).popup({ window })
  })
}
