/** A context menu around a row: by the right button, the menu key or a long press. */
import { ContextMenu } from 'radix-ui'
import type { ReactElement } from 'react'

export interface RowMenuItem {
  title: string
  isDanger?: boolean
  run(): void
}

export function RowMenu({
  items,
  children,
}: {
  items: readonly RowMenuItem[]
  children: ReactElement
}) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        {/* The row may be replaced by a field that has the focus then; the menu must not take it back. */}
        <ContextMenu.Content className="menu" onCloseAutoFocus={(event) => event.preventDefault()}>
          {items.map(({ title, isDanger, run }) => (
            <ContextMenu.Item
              key={title}
              className={`menu-item ${isDanger ? 'danger' : ''}`}
              onSelect={run}
            >
              {title}
            </ContextMenu.Item>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}
