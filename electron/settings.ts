/** The user's settings: of the app, not of a project. */
import { z } from 'zod'
import type { DesktopSettings } from './desktop.ts'
import { type JsonFile, openJsonFile } from './json-file.ts'

const schema = z.object({
  theme: z.enum(['system', 'dark', 'light']).catch('system'),
  autoDeploy: z.boolean().catch(true),
  layout: z.record(z.string(), z.unknown()).catch({}),
})

export const defaultSettings: DesktopSettings = { theme: 'system', autoDeploy: true, layout: {} }

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
