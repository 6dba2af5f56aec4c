import { desktop } from '../desktop.ts'
import type { Command } from './command.ts'

const themes = [
  { id: 'themeSystem', theme: 'system', title: 'Theme: as the system' },
  { id: 'themeDark', theme: 'dark', title: 'Theme: dark' },
  { id: 'themeLight', theme: 'light', title: 'Theme: light' },
] as const

export const themeCommands: readonly Command[] = themes.map(({ id, theme, title }) => ({
  id,
  title,
  group: 'View',
  isEnabled: () => true,
  isOn: ({ view }) => view.theme === theme,
  async run() {
    await desktop().changeSettings({ theme })
  },
}))
