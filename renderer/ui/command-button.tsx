/** A button made from a command: its title, key and whether it can be pressed come from there. */
import type { ReactNode } from 'react'
import { commandOf } from '../commands/all.ts'
import type { Command } from '../commands/command.ts'
import { isMac, keyWords } from '../commands/keys.ts'
import { keysNow } from '../commands/keys-now.ts'
import { runCommand } from '../commands/run.ts'
import { useView } from '../store/view.ts'
import { Tip } from './tip.tsx'

export function CommandButton({
  id,
  className = 'btn',
  isEnabled = true,
  label,
  children,
}: {
  id: string
  className?: string
  /** Read by the caller from the stores it watches; the command itself asks again when run. */
  isEnabled?: boolean
  /** What it is called when the command's title is not in the words on it. */
  label?: string
  children: ReactNode
}) {
  // Read so that the tip follows when the keys are changed.
  useView((view) => view.keys)
  const command = commandOf(id)
  if (!command) throw new Error(`There is no command "${id}".`)
  return (
    <Tip words={command.title} keys={shownKeys(command)}>
      <button
        type="button"
        className={className}
        disabled={!isEnabled}
        aria-label={label ?? (typeof children === 'string' ? undefined : command.title)}
        onClick={() => void runCommand(command)}
      >
        {children}
      </button>
    </Tip>
  )
}

/** The first of its keys in force, for people; nothing when it has none. */
export function shownKeys({ id }: Command): string {
  const [first] = keysNow(id)
  return first ? keyWords(first, isMac) : ''
}
