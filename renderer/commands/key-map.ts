/**
 * Which keys mean what: each command's own as the user set them, else the preset's, else those it came with. No two
 * commands have one key: who was given it on purpose keeps it. Pure.
 */
import type { KeySettings } from '../../electron/desktop.ts'
import type { Command } from './command.ts'
import { presets } from './key-presets.ts'

type Keyed = Pick<Command, 'id' | 'keys' | 'isNative'>

export type KeyMap = ReadonlyMap<string, readonly string[]>

/** The keys in force, by the id of a command; each command has an entry. */
export function keyMap(commands: readonly Keyed[], settings: KeySettings): KeyMap {
  const preset: Readonly<Record<string, readonly string[]>> = presets[settings.preset].keys
  const taken = new Set<string>()
  const found = new Map<string, readonly string[]>()
  const give = (own: (command: Keyed) => readonly string[] | undefined) => {
    for (const command of commands) {
      const keys = found.has(command.id) ? undefined : own(command)
      if (!keys) continue
      const free = keys.filter((key) => !taken.has(key))
      for (const key of free) taken.add(key)
      found.set(command.id, free)
    }
  }
  give(({ isNative, keys = [] }) => (isNative ? keys : undefined))
  give(({ id }) => own(settings.own, id))
  give(({ id }) => own(preset, id))
  give(({ keys = [] }) => keys)
  return found
}

/** Another command that has this very key. */
export function ownerOf<T extends Keyed>(
  commands: readonly T[],
  settings: KeySettings,
  key: string,
  but: string,
): T | undefined {
  const map = keyMap(commands, settings)
  return commands.find(({ id }) => id !== but && map.get(id)?.includes(key))
}

/** Gives a command one more key, before those it has; whoever had it loses it. */
export function addKey(
  commands: readonly Keyed[],
  settings: KeySettings,
  id: string,
  key: string,
): KeySettings {
  const map = keyMap(commands, settings)
  const owner = ownerOf(commands, settings, key, id)
  const rest = (map.get(id) ?? []).filter((other) => other !== key)
  return {
    ...settings,
    own: {
      ...settings.own,
      ...(owner && { [owner.id]: (map.get(owner.id) ?? []).filter((other) => other !== key) }),
      [id]: [key, ...rest],
    },
  }
}

export function removeKey(
  commands: readonly Keyed[],
  settings: KeySettings,
  id: string,
  key: string,
): KeySettings {
  const keys = (keyMap(commands, settings).get(id) ?? []).filter((other) => other !== key)
  return { ...settings, own: { ...settings.own, [id]: keys } }
}

/** As the preset has it. Who had taken a key of it keeps that. */
export function resetKeys(settings: KeySettings, id: string): KeySettings {
  const { [id]: _mine, ...own } = settings.own
  return { ...settings, own }
}

function own(
  record: Readonly<Record<string, readonly string[]>>,
  id: string,
): readonly string[] | undefined {
  return Object.hasOwn(record, id) ? record[id] : undefined
}
