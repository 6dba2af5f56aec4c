/** A button made from a command: its title, key and whether it can be pressed come from there. */
import type { ReactNode } from 'react'
import { commandOf } from '../commands/all.ts'
import type { Command } from '../commands/command.ts'
import { isMac, keyWords } from '../commands/keys.ts'
import { runCommand } from '../commands/run.ts'
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

export function shownKeys({ keys }: Command): string {
  return keys?.[0] ? keyWords(keys[0], isMac) : ''
}
