/** Every command by name, with its key. What cannot be done just now is dim. */

import { Command as List } from 'cmdk'
import { Check } from 'lucide-react'
import { commands } from '../commands/all.ts'
import { type Command, stateNow } from '../commands/command.ts'
import { runCommand } from '../commands/run.ts'
import { setView } from '../store/view.ts'
import { shownKeys } from '../ui/command-button.tsx'
import { matchScore, notNow } from '../ui/match.ts'

export function CommandList() {
  return (
    <List label="All commands" loop filter={matchScore}>
      <List.Input autoFocus placeholder="Run a command…" />
      <List.List>
        <List.Empty>No command of that name.</List.Empty>
        <CommandItems />
      </List.List>
    </List>
  )
}

export function CommandItems() {
  const state = stateNow()
  const shown = commands.filter((command) => !command.hidden)
  const [can, cannot] = [true, false].map((is) =>
    shown.filter((one) => one.isEnabled(state) === is),
  )
  return [...(can ?? []), ...(cannot ?? [])].map((command) => (
    <List.Item
      key={command.id}
      value={`${command.isEnabled(state) ? '' : notNow}command ${command.id}`}
      keywords={[command.title, command.group]}
      disabled={!command.isEnabled(state)}
      onSelect={() => runFromList(command)}
    >
      <span className="cut grow">{command.title}</span>
      {command.isOn?.(state) && <Check size={14} aria-label="on" />}
      <kbd>{shownKeys(command)}</kbd>
    </List.Item>
  ))
}

/** The list closes first: the command may open something over the window itself. */
function runFromList(command: Command): void {
  setView({ over: undefined })
  requestAnimationFrame(() => void runCommand(command))
}
