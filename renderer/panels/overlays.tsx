/** What lies over the window, one thing at a time. */
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { focusCanvas } from '../canvas/handle.ts'
import { DeployDialog } from '../deploy/deploy-dialog.tsx'
import { ExportDialog } from '../export/export-dialog.tsx'
import { setView, useView } from '../store/view.ts'
import { CommandList } from './command-list.tsx'
import { KeysDialog } from './keys/keys-dialog.tsx'
import { NewProject } from './new-project.tsx'
import { QuickOpen } from './quick-open.tsx'
import { RecentDialog } from './recent-dialog.tsx'
import { SamplesDialog } from './sample-cards.tsx'

const contents: Readonly<Record<string, { title: string; node: ReactNode }>> = {
  commands: { title: 'All commands', node: <CommandList /> },
  open: { title: 'Go to', node: <QuickOpen /> },
  'new-project': { title: 'New project', node: <NewProject /> },
  recent: { title: 'Recent projects', node: <RecentDialog /> },
  samples: { title: 'Samples', node: <SamplesDialog close={closeOver} /> },
  'deploy-to': { title: 'Deploy to server', node: <DeployDialog /> },
  export: { title: 'Export', node: <ExportDialog /> },
  keys: { title: 'Keyboard shortcuts', node: <KeysDialog /> },
}

export function Overlays() {
  const over = useView((view) => view.over)
  const content = over && contents[over]
  return (
    <Dialog.Root
      open={content !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) setView({ over: undefined })
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content
          className="over"
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            focusCanvas()
          }}
        >
          <Dialog.Title className="unseen">{content?.title}</Dialog.Title>
          {content?.node}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

export function closeOver(): void {
  setView({ over: undefined })
}
