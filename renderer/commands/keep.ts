/**
 * Listens for keys and for the shell's menu, and runs the command they mean. The one key map of the window.
 *
 * Of two strokes, the first does at once what it means alone, if anything: nobody waits for a second one.
 */
import { desktop } from '../desktop.ts'
import { viewStore } from '../store/view.ts'
import { commandOf, commands } from './all.ts'
import { pasteText } from './clipboard.ts'
import type { Command } from './command.ts'
import { isMac, isModifier, pressed } from './keys.ts'
import { keyMapNow, shownToMenu } from './keys-now.ts'
import { runCommand } from './run.ts'

/** Returns the undoing. */
export function keepCommands(): () => void {
  let byKey = commandsByKey()
  let first: { stroke: string; focus: Focus; event: KeyboardEvent } | undefined
  const press = (event: KeyboardEvent) => {
    if (isModifier(event) || event.isComposing) return
    const before = first
    first = undefined
    if (event.defaultPrevented) return
    const stroke = pressed(event, isMac)
    const whole = before && byKey.get(`${before.stroke} ${stroke}`)
    if (whole && fits(whole, before.focus, before.event)) return run(whole, event)
    const focus = focusOf(event.target)
    const starts = [...byKey].some(
      ([keys, command]) => keys.startsWith(`${stroke} `) && fits(command, focus, event),
    )
    if (starts) first = { stroke, focus, event }
    const found = byKey.get(stroke)
    if (found && fits(found, focus, event)) return run(found, event)
    if (starts) event.preventDefault()
  }
  const paste = (event: ClipboardEvent) => {
    const focus = focusOf(event.target)
    if (focus !== 'canvas' && focus !== 'outline') return
    if (pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
  }
  window.addEventListener('keydown', press)
  window.addEventListener('paste', paste)
  const unlisten = desktop().on('onCommand', (id) => {
    const command = commandOf(id)
    if (command) void runCommand(command)
  })
  const tell = () => void desktop().showKeys(shownToMenu())
  tell()
  const unfollow = viewStore.subscribe((view, before) => {
    if (view.keys === before.keys) return
    byKey = commandsByKey()
    tell()
  })
  return () => {
    unfollow()
    window.removeEventListener('keydown', press)
    window.removeEventListener('paste', paste)
    unlisten()
  }
}

function commandsByKey(): ReadonlyMap<string, Command> {
  const map = keyMapNow()
  return new Map(
    commands.flatMap((command) =>
      command.isNative ? [] : (map.get(command.id) ?? []).map((key) => [key, command] as const),
    ),
  )
}

function run(command: Command, event: KeyboardEvent): void {
  event.preventDefault()
  void runCommand(command)
}

type Focus = 'text' | 'canvas' | 'outline' | 'elsewhere' | 'floating'

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'elsewhere'
  if (target.closest('input, textarea, [contenteditable="true"], .monaco-editor')) return 'text'
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return 'floating'
  // It has the canvas's keys, but for Tab, which leaves it.
  if (target.closest('[data-keys="canvas"]')) return 'outline'
  if (target.closest('.canvas') || target === document.body) return 'canvas'
  return 'elsewhere'
}

/** Texts keep their own undo, cut, copy and paste; a list that floats keeps all its keys but those with Mod. */
function fits(command: Command, focus: Focus, { ctrlKey, metaKey, key }: KeyboardEvent): boolean {
  if (command.where === 'canvas')
    return focus === 'canvas' || (focus === 'outline' && key !== 'Tab')
  const isFunctionKey = /^F\d+$/.test(key)
  if (focus === 'text') return !ownOfTexts.has(command.id) && (ctrlKey || metaKey || isFunctionKey)
  return focus !== 'floating' || ctrlKey || metaKey || isFunctionKey
}

const ownOfTexts: ReadonlySet<string> = new Set(['undo', 'redo', 'find'])
