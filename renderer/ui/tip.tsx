/** Words on hover and focus, for whatever has none of its own. */
import { Tooltip } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

export function Tip({
  words,
  keys,
  side = 'bottom',
  children,
}: {
  words: ReactNode
  keys?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: ReactElement
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
          {words}
          {keys && (
            <>
              {' '}
              <kbd>{keys}</kbd>
            </>
          )}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
