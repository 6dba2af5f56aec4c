/** The filter of the messages: a box that offers the operators, their values, and the keys that channels declare. */
import { X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { titleOf } from '../edits/title.ts'
import { useProject } from '../store/project.ts'
import { type Completing, complete, type Known, taken } from './complete.ts'
import { historyKeysOf } from './history-keys.ts'
import { messagesView, useMessagesView } from './view-store.ts'

const set = (text: string) => messagesView.setState({ filter: text })

export function FilterBox() {
  const filter = useMessagesView((view) => view.filter)
  const known = useKnown()
  const box = useRef<HTMLInputElement>(null)
  const listId = useId()
  const [caret, setCaret] = useState(0)
  const [isOpen, setOpen] = useState(false)
  // -1: nothing is chosen, and Enter only closes the list.
  const [chosen, choose] = useState(-1)
  /** Where the caret belongs once the text that was taken stands there. */
  const caretTo = useRef<number>(undefined)
  const completing = isOpen ? complete(filter, caret, known) : undefined
  const option = completing?.options[chosen]

  useLayoutEffect(() => {
    if (caretTo.current === undefined || !box.current) return
    box.current.setSelectionRange(caretTo.current, caretTo.current)
    caretTo.current = undefined
  })

  const look = (input: HTMLInputElement) => {
    setCaret(input.selectionStart ?? input.value.length)
    choose(-1)
  }
  const take = (from: Completing, index: number) => {
    const option = from.options[index]
    if (!option) return
    const next = taken(filter, from, option)
    set(next.text)
    caretTo.current = next.caret
    setCaret(next.caret)
    choose(-1)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const count = completing?.options.length ?? 0
    if (event.key === 'ArrowDown' && !completing) setOpen(true)
    else if (event.key === 'ArrowDown') choose((chosen + 1) % count)
    else if (event.key === 'ArrowUp' && completing) choose(chosen <= 0 ? count - 1 : chosen - 1)
    else if (event.key === 'Enter' && completing && option) take(completing, chosen)
    else if (event.key === 'Enter') setOpen(false)
    else if (event.key === 'Tab' && completing && option) take(completing, chosen)
    else if (event.key === 'Escape' && completing) setOpen(false)
    else if (event.key === 'Escape' && filter !== '') set('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <Popover.Root open={completing !== undefined} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <div className="search messages-filter">
          <input
            ref={box}
            type="text"
            role="combobox"
            spellCheck={false}
            autoComplete="off"
            aria-label="Filter messages"
            aria-autocomplete="list"
            aria-expanded={completing !== undefined}
            aria-controls={listId}
            aria-activedescendant={option && `${listId}-${chosen}`}
            placeholder="Filter: status:error text:…"
            value={filter}
            onChange={(event) => {
              set(event.target.value)
              look(event.target)
              setOpen(true)
            }}
            onFocus={(event) => look(event.target)}
            onClick={(event) => {
              look(event.currentTarget)
              setOpen(true)
            }}
            onBlur={() => setOpen(false)}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
            onKeyDown={onKeyDown}
          />
          {filter !== '' && (
            <button type="button" aria-label="Clear the filter" onClick={() => set('')}>
              <X size={12} />
            </button>
          )}
        </div>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className="menu filter-menu"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          asChild
        >
          <div id={listId} role="listbox" aria-label="What can be looked for">
            {completing?.options.map(({ text, help }, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the box has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the caret stays in the box
              <div
                key={text}
                id={`${listId}-${index}`}
                role="option"
                className="filter-option"
                aria-selected={index === chosen}
                // The caret stays in the box.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(completing, index)}
              >
                <span className="mono">{text}</span>
                <span className="muted cut">{help}</span>
              </div>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function useKnown(): Known {
  const project = useProject((state) => state.project)
  return useMemo(() => {
    const nodes = Object.values(project.flows).flatMap((flow) => Object.values(flow.nodes))
    return {
      channels: Object.keys(project.channels),
      nodes: [...new Set(nodes.filter(({ kind }) => kind !== 'channel').map(titleOf))].sort(),
      keys: historyKeysOf(project),
    }
  }, [project])
}
