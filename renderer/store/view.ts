/** How the window is arranged: panes, tabs, theme, what floats over it. Kept by the shell between sessions where it is worth it. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type {
  DesktopSettings,
  KeySettings,
  TourSettings,
  Versions,
} from '../../electron/desktop.ts'

export const leftTabs = ['palette', 'explorer', 'outline'] as const
export type LeftTab = (typeof leftTabs)[number]
export const dockTabs = ['messages', 'test', 'tests', 'jobs', 'problems', 'log', 'history'] as const
export type DockTab = (typeof dockTabs)[number]
export type InspectorTab = 'properties' | 'docs'

export interface View {
  left: LeftTab
  showLeft: boolean
  showRight: boolean
  showDock: boolean
  dock: DockTab
  inspector: InspectorTab
  theme: DesktopSettings['theme']
  scale: number
  motion: DesktopSettings['motion']
  keys: KeySettings
  tour: TourSettings
  /** Is the tour open? Where it is, `tour` says. */
  touring: boolean
  versions: Versions | undefined
  /** What lies over the window just now. */
  over:
    | 'commands'
    | 'open'
    | 'recent'
    | 'new-project'
    | 'samples'
    | 'keys'
    | 'deploy-to'
    | 'export'
    | undefined
  /** Where on the canvas the quick-add list stands, in flow coordinates, and what the new node is linked from. */
  quickAdd: QuickAdd | undefined
  /** The node whose links are being made by keyboard. */
  linking: { node: string; port?: string } | undefined
  finding: boolean
  /** The node or object whose name is being typed over. */
  renaming: { node: string } | { flow: string } | undefined
}

export interface QuickAdd {
  x: number
  y: number
  /** Window coordinates of the list. */
  left: number
  top: number
  from?: { node: string; port: string }
  /** The link that the new node goes into. */
  into?: string
}

export const viewStore = createStore<View>(() => ({
  left: 'palette',
  showLeft: true,
  showRight: true,
  showDock: true,
  dock: 'messages',
  inspector: 'properties',
  theme: 'system',
  scale: 1,
  motion: 'system',
  keys: { preset: 'patchbay', own: {} },
  // Until the settings are read nothing is offered.
  tour: { step: 0, isOver: true },
  touring: false,
  versions: undefined,
  over: undefined,
  quickAdd: undefined,
  linking: undefined,
  finding: false,
  renaming: undefined,
}))

export function useView<T>(select: (view: View) => T): T {
  return useStore(viewStore, select)
}

export function setView(change: Partial<View>): void {
  viewStore.setState(change)
}

export function showDock(dock: DockTab): void {
  viewStore.setState({ dock, showDock: true })
}
