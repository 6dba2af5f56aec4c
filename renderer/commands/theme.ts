/** How the window looks: theme, size of everything, motion. Kept in the app's settings; the shell tells when they changed. */
import { desktop } from '../desktop.ts'
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
  run: () => scaled((now) => scales.find((scale) => scale > now + 0.001)),
}

const smaller: Command = {
  ...common,
  id: 'scaleDown',
  title: 'Smaller text and controls',
  keys: ['Mod+Alt+-'],
  run: () => scaled((now) => scales.findLast((scale) => scale < now - 0.001)),
}

const usual: Command = {
  ...common,
  id: 'scaleReset',
  title: 'Usual size of text and controls',
  keys: ['Mod+Alt+0'],
  run: () => scaled(() => 1),
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

let last: Promise<unknown> = Promise.resolve()

/** One after the other: each goes on from where the one before has come, however fast the key is pressed. */
function scaled(next: (now: number) => number | undefined): Promise<void> {
  const turn = last.then(async () => {
    const { scale } = await desktop().settings()
    await desktop().changeSettings({ scale: next(scale) ?? scale })
  })
  last = turn.catch(() => undefined)
  return turn
}

export const themeCommands: readonly Command[] = [...themesToChoose, larger, smaller, usual, still]
