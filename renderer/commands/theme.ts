/** How the window looks: theme, size of everything, motion. Kept in the app's settings; the shell tells when they changed. */
import { desktop } from '../desktop.ts'
import { setView } from '../store/view.ts'
import type { Command } from './command.ts'

const themes = [
  { id: 'themeSystem', theme: 'system', title: 'Theme: as the system' },
  { id: 'themeDark', theme: 'dark', title: 'Theme: dark' },
  { id: 'themeLight', theme: 'light', title: 'Theme: light' },
  { id: 'themeContrastDark', theme: 'contrast-dark', title: 'Theme: dark, high contrast' },
  { id: 'themeContrastLight', theme: 'contrast-light', title: 'Theme: light, high contrast' },
] as const

const scales = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const

const common = { group: 'View', isEnabled: () => true } as const

const themesToChoose: readonly Command[] = themes.map(({ id, theme, title }) => ({
  ...common,
  id,
  title,
  isOn: ({ view }) => view.theme === theme,
  async run() {
    await desktop().changeSettings({ theme })
  },
}))

const larger: Command = {
  ...common,
  id: 'scaleUp',
  title: 'Larger text and controls',
  keys: ['Mod+Alt+=', 'Mod+Alt++'],
  run: ({ view }) => setScale(scales.find((scale) => scale > view.scale + 0.001)),
}

const smaller: Command = {
  ...common,
  id: 'scaleDown',
  title: 'Smaller text and controls',
  keys: ['Mod+Alt+-'],
  run: ({ view }) => setScale(scales.findLast((scale) => scale < view.scale - 0.001)),
}

const usual: Command = {
  ...common,
  id: 'scaleReset',
  title: 'Usual size of text and controls',
  keys: ['Mod+Alt+0'],
  run: () => setScale(1),
}

const still: Command = {
  ...common,
  id: 'toggleMotion',
  title: 'Reduced motion',
  isOn: ({ view }) => view.motion === 'reduced',
  async run({ view }) {
    await desktop().changeSettings({ motion: view.motion === 'reduced' ? 'system' : 'reduced' })
  },
}

async function setScale(scale: number | undefined): Promise<void> {
  if (scale === undefined) return
  // At once: the next press goes on from here.
  setView({ scale })
  await desktop().changeSettings({ scale })
}

export const themeCommands: readonly Command[] = [...themesToChoose, larger, smaller, usual, still]
