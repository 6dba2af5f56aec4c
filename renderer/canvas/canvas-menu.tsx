/** What can be done with what lies under the pointer, by the right button: the same commands as everywhere, with their keys. */
import { ContextMenu } from 'radix-ui'
import { Fragment, type MouseEvent, type ReactElement, useState } from 'react'
import { commandOf } from '../commands/all.ts'
import { type Command, stateNow } from '../commands/command.ts'
import { runCommand } from '../commands/run.ts'
import { frameRef } from '../edits/frames.ts'
import { selectionStore, selectOnCanvas } from '../store/selection.ts'
import { shownKeys } from '../ui/command-button.tsx'

/** Groups of ids; each group stands apart. */
const forNodes = [
  ['open', 'rename', 'link'],
  ['cut', 'copy', 'duplicate'],
  ['tidy', 'align-left', 'align-top', 'distribute-x', 'distribute-y'],
  ['group', 'ungroup', 'splice', 'detach'],
  ['toggleDisabled', 'zoomSelection'],
  ['delete', 'deleteAndReconnect'],
]
const forFrames = [
  ['open', 'rename'],
  ['cut', 'copy', 'duplicate'],
  ['ungroup', 'fitGroup', 'selectMembers', 'group'],
  ['zoomSelection'],
  ['delete'],
]
const forLinks = [['addNode', 'splice'], ['delete']]
const forCanvas = [
  ['addNode', 'addNote', 'paste'],
  ['tidy', 'selectAll', 'find'],
  ['zoomFit', 'zoomReset'],
]

export function CanvasMenu({ children }: { children: ReactElement }) {
  const [groups, setGroups] = useState<Command[][]>([])
  // Before the menu opens: what was pressed is what it is about.
  const choose = ({ target }: MouseEvent) => setGroups(groupsFor(target as Element))
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenuCapture={choose}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" onCloseAutoFocus={(event) => event.preventDefault()}>
          {groups.map((commands, index) => (
            <Fragment key={commands[0]?.id}>
              {index > 0 && <ContextMenu.Separator className="menu-line" />}
              {commands.map((command) => (
                <ContextMenu.Item
                  key={command.id}
                  className={`menu-item ${command.id.startsWith('delete') ? 'danger' : ''}`}
                  // Once the menu has given the focus back: the command may want it.
                  onSelect={() => requestAnimationFrame(() => void runCommand(command))}
                >
                  <span className="grow">{command.title}</span>
                  <kbd>{shownKeys(command)}</kbd>
                </ContextMenu.Item>
              ))}
            </Fragment>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

function groupsFor(target: Element): Command[][] {
  const ids = idsFor(target)
  const state = stateNow()
  return ids
    .map((group) =>
      group.flatMap((id) => {
        const command = commandOf(id)
        return command?.isEnabled(state) ? [command] : []
      }),
    )
    .filter((group) => group.length > 0)
}

/** What is pressed is chosen, unless it is part of what is chosen already. */
function idsFor(target: Element): string[][] {
  const { nodes, links } = selectionStore.getState()
  const node = target.closest('.react-flow__node')?.getAttribute('data-id')
  if (node) {
    if (!nodes.includes(node)) selectOnCanvas([node])
    return frameRef(node) ? forFrames : forNodes
  }
  const link = target.closest('.react-flow__edge')?.getAttribute('data-id')
  if (link) {
    if (!links.includes(link)) selectOnCanvas([], [link])
    return forLinks
  }
  return forCanvas
}
