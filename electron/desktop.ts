/**
 * The contract between the window and the shell: files, secrets, the runtime process, settings, menu. Nothing about what
 * a project does: that is `runtime/model/control.ts`, and goes straight from the window to the runtime.
 */
import type { Blocked } from '../runtime/model/control.ts'
import type { ExportPreview, ExportProgress, ExportTarget } from '../runtime/model/export.ts'
import type { Past, PastCommit } from '../runtime/model/past.ts'

/** A file of the project, by its path from the project's root. */
export interface FileText {
  path: string
  /** undefined: it is gone. */
  text: string | undefined
  /** Why it could not be read: `is not UTF-8 text`. Then its text is empty, and it must not be written over. */
  trouble?: string
}

export interface OpenProject {
  /** The folder, absolute. */
  folder: string
  /** Made from this sample, untouched or not; undefined for the user's own. */
  sample?: string
  files: readonly FileText[]
  /** The connections' secrets that have a value; never the values. */
  secrets: readonly string[]
}

/** What the open project is compared with: as it was at a commit, or another folder; asked for when none is given. */
export type OtherSource = { commit: string } | { folder?: string }

export interface OtherProject {
  /** Absolute; of another folder. */
  folder?: string
  commit?: PastCommit
  files: readonly FileText[]
}

export interface RecentProject {
  folder: string
  name: string
  /** Epoch milliseconds. */
  openedAt: number
  exists: boolean
}

/** A project to begin with. */
export interface SampleInfo {
  id: string
  title: string
  description: string
  /** In a word or two each: `XML`, `Retry`. */
  shows: readonly string[]
  /** What it cannot run without, as a sentence; undefined: it runs as it is. */
  needs: string | undefined
}

/** keyring: encrypted with a key the system keeps. obfuscated: the system has no keyring; whoever reads the file can undo it. */
export type SecretProtection = 'keyring' | 'obfuscated'

export type RuntimeState =
  | { state: 'stopped' }
  | { state: 'starting' }
  | { state: 'running'; pid: number; startedAt: number }
  /** Died by itself. It is started again at `retryAt`, when given. */
  | {
      state: 'crashed'
      reason: string
      /** What held it for good, when it was ended for that. */
      held?: Blocked
      exitCode?: number
      at: number
      retryAt?: number
      crashes: number
    }

export const themes = ['system', 'dark', 'light', 'contrast-dark', 'contrast-light'] as const
export const keyPresets = ['patchbay', 'vscode', 'node-red', 'n8n'] as const

/** Which keys mean what: those of a preset, but for the commands that have some of their own. */
export interface KeySettings {
  preset: (typeof keyPresets)[number]
  /** By the id of a command: `Mod+Shift+K`, or two strokes, `Mod+K Mod+S`. An empty list: none at all. */
  own: Readonly<Record<string, readonly string[]>>
}

/** How far the tour was followed. */
export interface TourSettings {
  /** 0 is the first. */
  step: number
  /** Finished, or not wanted. */
  isOver: boolean
}

export interface DesktopSettings {
  /** system: dark or light, and with more contrast, as the system says. */
  theme: (typeof themes)[number]
  /** How large everything in the window is: 1 is usual, 0.5 to 3. */
  scale: number
  /** system: as the system says. reduced: nothing moves by itself. */
  motion: 'system' | 'reduced'
  keys: KeySettings
  tour: TourSettings
  autoDeploy: boolean
  /** Opaque to the shell: sizes of panes, opened tabs, by project folder. */
  layout: Readonly<Record<string, unknown>>
}

export interface Versions {
  app: string
  electron: string
  chrome: string
  node: string
}

/** What the shell does when asked. All reject with a Failure as plain data when they cannot. */
export interface Desktop {
  /** The project this window was opened with, if any. */
  currentProject(): Promise<OpenProject | undefined>
  /** Asks for a folder when none is given. undefined: the user thought better of it. */
  openProject(folder?: string): Promise<OpenProject | undefined>
  /** A new folder from a sample (`empty`, `store-files`, ...), opened. Asks where when no folder is given. */
  createProject(options: {
    name: string
    sample: string
    folder?: string
  }): Promise<OpenProject | undefined>
  /** The project made from this sample, in the usual place; made now when there is none. Nothing is asked. */
  openSample(id: string): Promise<OpenProject>
  recentProjects(): Promise<RecentProject[]>
  samples(): Promise<SampleInfo[]>
  /** Writes whole files, atomically, in order; resolves when they are on disk. */
  saveFiles(files: readonly FileText[]): Promise<void>
  revealFolder(): Promise<void>

  /** What an export of the project, as it is saved, would write. Writes nothing. */
  previewExport(target: ExportTarget): Promise<ExportPreview>
  /**
   * Asks for a folder. undefined: the user thought better of it. Rejects with EXPORT_REFUSED; where that says `isTaken`, the
   * folder holds something else, and `replace` writes to the same folder all the same.
   */
  exportProject(wish: {
    target: ExportTarget
    replace?: boolean
  }): Promise<{ folder: string; preview: ExportPreview } | undefined>
  /** Shows the folder that was exported to last. */
  revealExport(): Promise<void>
  /** What git knows of the project's folder. Nothing of the repository is changed, and no git needs to be there. */
  projectPast(): Promise<Past>
  /** A project to compare with. undefined: the user thought better of it. */
  otherProject(source: OtherSource): Promise<OtherProject | undefined>

  setSecret(name: string, value: string): Promise<void>
  removeSecret(name: string): Promise<void>
  secretProtection(): Promise<SecretProtection>

  runtimeState(): Promise<RuntimeState>
  startRuntime(): Promise<void>
  stopRuntime(): Promise<void>
  /** Ends it at once, even when it hangs, and starts a new one. */
  restartRuntime(): Promise<void>

  settings(): Promise<DesktopSettings>
  changeSettings(change: Partial<DesktopSettings>): Promise<DesktopSettings>
  versions(): Promise<Versions>
  /** A plain text to the clipboard. */
  copyText(text: string): Promise<void>
  openExternal(url: string): Promise<void>
  /** The designer says where its sample or channel answers; the shell prints it for whoever started it from a terminal. */
  announce(text: string): Promise<void>
  /** The keys that commands have just now, by their ids, for the menu to show. What is left out has none. */
  showKeys(keys: Readonly<Record<string, string>>): Promise<void>
}

export const desktopMethods = [
  'currentProject',
  'openProject',
  'createProject',
  'openSample',
  'recentProjects',
  'samples',
  'saveFiles',
  'revealFolder',
  'previewExport',
  'exportProject',
  'revealExport',
  'projectPast',
  'otherProject',
  'setSecret',
  'removeSecret',
  'secretProtection',
  'runtimeState',
  'startRuntime',
  'stopRuntime',
  'restartRuntime',
  'settings',
  'changeSettings',
  'versions',
  'copyText',
  'openExternal',
  'announce',
  'showKeys',
] as const satisfies readonly (keyof Desktop)[]

export interface DesktopEvents {
  /** Files of the open project that another program changed. */
  onFilesChanged: readonly FileText[]
  /** The shell opened a project by itself: a second start named one. Not sent for what the window asked for. */
  onProjectOpened: OpenProject
  onRuntimeState: RuntimeState
  /** A service holds the runtime's loop, and again while it does; undefined: it let go, or the process ended. */
  onRuntimeBlocked: Blocked | undefined
  /** How far an export or its preview is. */
  onExportProgress: ExportProgress
  /** A command chosen in the menu, by its id. */
  onCommand: string
  onSecretsChanged: readonly string[]
  onSettings: DesktopSettings
  /**
   * The window is about to close, or another project to open: save what is not saved. The shell waits for the promise
   * that the listener returns, at most 3 s.
   */
  onFlush: undefined
}

export const desktopEvents = [
  'onFilesChanged',
  'onProjectOpened',
  'onRuntimeState',
  'onRuntimeBlocked',
  'onExportProgress',
  'onCommand',
  'onSecretsChanged',
  'onSettings',
  'onFlush',
] as const satisfies readonly (keyof DesktopEvents)[]

/**
 * What the preload puts on `window.patchbay`. The runtime's port arrives as a `message` event of the window with data
 * `{ kind: 'runtime-port' }` and the MessagePort in `ports[0]`, anew for each runtime process.
 */
export interface DesktopBridge extends Desktop {
  on<K extends keyof DesktopEvents>(
    event: K,
    listener: (data: DesktopEvents[K]) => void | Promise<void>,
  ): () => void
  /**
   * Asks for the runtime's port. A page asks once, when it listens; from then on a port comes by itself for each new
   * runtime process. Before it has asked none is sent.
   */
  requestRuntimePort(): void
}
