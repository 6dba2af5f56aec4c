/** The user's settings: of the app, not of a project. */
import * as z from 'zod'
import { type DesktopSettings, keyPresets, themes } from './desktop.ts'
import { type JsonFile, openJsonFile } from './json-file.ts'

const defaultKeys = { preset: 'patchbay', own: {} } as const
const firstStep = { step: 0, isOver: false } as const

// What cannot be read is as it would be without; the rest of the file stays.
const schema = z.object({
  theme: z.enum(themes).catch('system'),
  scale: z.number().min(0.5).max(3).catch(1),
  motion: z.enum(['system', 'reduced']).catch('system'),
  keys: z
    .object({
      preset: z.enum(keyPresets).catch('patchbay'),
      own: z.record(z.string(), z.array(z.string())).catch({}),
    })
    .catch(defaultKeys),
  tour: z.object({ step: z.number().int().min(0), isOver: z.boolean() }).catch(firstStep),
  autoDeploy: z.boolean().catch(true),
  layout: z.record(z.string(), z.unknown()).catch({}),
})

export const defaultSettings: DesktopSettings = {
  theme: 'system',
  scale: 1,
  motion: 'system',
  keys: defaultKeys,
  tour: firstStep,
  autoDeploy: true,
  layout: {},
}

export interface SettingsKeeper {
  readonly current: DesktopSettings
  /** What is left out stays as it is. Resolves when it is on disk. */
  change(change: Partial<DesktopSettings>): Promise<DesktopSettings>
  /** Calls back now, and after each change. */
  follow(listener: (settings: DesktopSettings) => void): void
}

export async function openSettings(path: string): Promise<SettingsKeeper> {
  const file: JsonFile<DesktopSettings> = await openJsonFile(path, schema, defaultSettings)
  const listeners: ((settings: DesktopSettings) => void)[] = []
  return {
    get current() {
      return file.data
    },
    async change(change) {
      const changed = await file.change((settings) => ({ ...settings, ...defined(change) }))
      for (const listener of listeners) listener(changed)
      return changed
    },
    follow(listener) {
      listeners.push(listener)
      listener(file.data)
    },
  }
}

function defined<T extends object>(from: T): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T
}
