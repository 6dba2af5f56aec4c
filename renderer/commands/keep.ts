/** Listens for keys and for the shell's menu, and runs the command they mean. The one key map of the window. */
import { desktop } from '../desktop.ts'
import { commandOf, commands } from './all.ts'
import { pasteText } from './clipboard.ts'
import type { Command } from './command.ts'
import { isMac, pressed } from './keys.ts'
import { runCommand } from './run.ts'

/** Returns the undoing. */
export function keepCommands(): () => void {
  const byKey = new Map<string, Command[]>()
  for (const command of commands) {
    if (command.isNative) continue
    for (const key of command.keys ?? []) byKey.set(key, [...(byKey.get(key) ?? []), command])
  }
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const focus = focusOf(event.target)
    const found = byKey.get(pressed(event, isMac))?.find((command) => fits(command, focus, event))
    if (!found) return
    event.preventDefault()
    void runCommand(found)
  }
  const paste = (event: ClipboardEvent) => {
    if (focusOf(event.target) !== 'canvas') return
    if (pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
  }
  window.addEventListener('keydown', press)
  window.addEventListener('paste', paste)
  const unlisten = desktop().on('onCommand', (id) => {
    const command = commandOf(id)
    if (command) void runCommand(command)
  })
  return () => {
    window.removeEventListener('keydown', press)
    window.removeEventListener('paste', paste)
    unlisten()
  }
}

type Focus = 'text' | 'canvas' | 'elsewhere' | 'floating'

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'elsewhere'
  if (target.closest('input, textarea, [contenteditable="true"], .monaco-editor')) return 'text'
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return 'floating'
  if (target.closest('.canvas') || target === document.body) return 'canvas'
  return 'elsewhere'
}

/** Texts keep their own undo, cut, copy and paste; a list that floats keeps all its keys but those with Mod. */
function fits(command: Command, focus: Focus, { ctrlKey, metaKey, key }: KeyboardEvent): boolean {
  if (command.where === 'canvas') return focus === 'canvas'
  const isFunctionKey = /^F\d+$/.test(key)
  if (focus === 'text') return !ownOfTexts.has(command.id) && (ctrlKey || metaKey || isFunctionKey)
  return focus !== 'floating' || ctrlKey || metaKey || isFunctionKey
}

const ownOfTexts: ReadonlySet<string> = new Set(['undo', 'redo', 'find'])
