/** The keys in force just now, and their changing. */
import type { KeySettings } from '../../electron/desktop.ts'
import { desktop } from '../desktop.ts'
import { viewStore } from '../store/view.ts'
import { commands } from './all.ts'
import { type KeyMap, keyMap } from './key-map.ts'

let last: { settings: KeySettings; map: KeyMap } | undefined

/** Made anew only when the settings are others. */
export function keyMapNow(): KeyMap {
  const { keys: settings } = viewStore.getState()
  if (last?.settings !== settings) last = { settings, map: keyMap(commands, settings) }
  return last.map
}

/** The first is the one to show. */
export function keysNow(id: string): readonly string[] {
  return keyMapNow().get(id) ?? []
}

/** In force at once; kept by the shell. */
export async function changeKeys(keys: KeySettings): Promise<void> {
  viewStore.setState({ keys })
  await desktop().changeSettings({ keys })
}

/** The first keys of all commands, for the menu of the shell. */
export function shownToMenu(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...keyMapNow()].flatMap(([id, [first]]) => (first === undefined ? [] : [[id, first]])),
  )
}
