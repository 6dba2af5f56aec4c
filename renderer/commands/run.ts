/** Runs a command as every surface does: only when it is enabled, and what goes wrong is told, not lost. */
import { failureOf } from '../store/failure.ts'
import { tell } from '../store/toasts.ts'
import { type Command, stateNow } from './command.ts'

export async function runCommand(command: Command): Promise<void> {
  const state = stateNow()
  if (!command.isEnabled(state)) return
  try {
    await command.run(state)
  } catch (thrown) {
    tell({ kind: 'error', title: `${command.title}: failed`, text: failureOf(thrown).message })
  }
}
