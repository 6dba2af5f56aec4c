/** What the window may ask of the shell, answered. One line each where possible: the work is done by the parts. */
import { join } from 'node:path'
import { app, type BrowserWindow, clipboard, dialog, shell } from 'electron'
import type { Desktop, DesktopEvents, OpenProject } from './desktop.ts'
import { Exports } from './exports.ts'
import { slugOf } from './folder-name.ts'
import { isProject } from './is-project.ts'
import { otherProject, pastOfProject } from './other-project.ts'
import { projectsFolder, samplesFolder } from './places.ts'
import type { Recents } from './recent.ts'
import { createFromSample, freeFolder, listSamples, secretsOf, titleOf } from './samples.ts'
import type { Secrets } from './secrets.ts'
import type { SettingsKeeper } from './settings.ts'
import type { Workbench } from './workbench.ts'

export interface Answering {
  window: BrowserWindow
  workbench: Workbench
  recents: Recents
  secrets: Secrets
  settings: SettingsKeeper
  /** Tells the page how far an export is. */
  onExportProgress(progress: DesktopEvents['onExportProgress']): void
  /** Puts them into the menu, by the ids of commands. */
  showKeys(keys: Readonly<Record<string, string>>): void
}

export function answers({
  window,
  workbench,
  recents,
  secrets,
  settings,
  onExportProgress,
  showKeys,
}: Answering): Desktop {
  const { files, runtime } = workbench
  const exports = new Exports(() => {
    const { folder, id } = files.identity
    return { folder, secrets: secrets.values(id) }
  }, onExportProgress)
  const make = async (wish: { sample: string; name: string; folder: string }) => {
    const id = await createFromSample(samplesFolder(), wish)
    const values = Object.entries(await secretsOf(samplesFolder(), wish.sample))
    for (const [name, value] of values) await secrets.set(id, name, value)
  }
  return {
    currentProject: async () => (files.isOpen ? workbench.current() : undefined),
    async openProject(folder) {
      const chosen = folder ?? (await askForProject(window))
      return chosen === undefined ? undefined : workbench.open(chosen)
    },
    async createProject({ name, sample, folder }): Promise<OpenProject | undefined> {
      const chosen = folder ?? (await askForNewFolder(window, name))
      if (chosen === undefined) return undefined
      await make({ sample, name, folder: chosen })
      return workbench.open(chosen)
    },
    async openSample(sample) {
      // Before its name becomes a path.
      const name = await titleOf(samplesFolder(), sample)
      const usual = join(projectsFolder(), sample)
      if (isProject(usual)) return workbench.open(usual)
      const folder = freeFolder(projectsFolder(), sample)
      await make({ sample, name, folder })
      return workbench.open(folder)
    },
    recentProjects: async () => recents.list(),
    samples: () => listSamples(samplesFolder()),
    saveFiles: (changed) => workbench.save(changed),
    async revealFolder() {
      await shell.openPath(files.identity.folder)
    },
    previewExport: (target) => exports.preview(target),
    async exportProject({ target, replace = false }) {
      if (replace) return exports.replace(target)
      const out = await askForExport(window, files.identity.name)
      return out === undefined ? undefined : exports.write(target, out)
    },
    async revealExport() {
      if (exports.last !== undefined) shell.showItemInFolder(join(exports.last, 'server.js'))
    },
    projectPast: () => pastOfProject(files.identity.folder),
    async otherProject(source) {
      if ('commit' in source) return otherProject(files.identity.folder, source)
      const folder = source.folder ?? (await askForProject(window))
      return folder === undefined ? undefined : otherProject(files.identity.folder, { folder })
    },
    setSecret: (name, value) => workbench.setSecret(name, value),
    removeSecret: (name) => workbench.setSecret(name, undefined),
    secretProtection: async () => secrets.protection,
    runtimeState: async () => runtime.state,
    startRuntime: () => runtime.start(),
    stopRuntime: () => runtime.stop(),
    restartRuntime: () => runtime.restart(),
    settings: async () => settings.current,
    changeSettings: (change) => settings.change(change),
    async versions() {
      const { electron = '', chrome = '', node } = process.versions
      return { app: app.getVersion(), electron, chrome, node }
    },
    copyText: async (text) => clipboard.writeText(text),
    openExternal: (url) => shell.openExternal(url),
    announce: async (text) => console.log(text),
    showKeys: async (keys) => showKeys(keys),
  }
}

async function askForProject(window: BrowserWindow): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a project',
    defaultPath: projectsFolder(),
    properties: ['openDirectory'],
  })
  return filePaths[0]
}

async function askForNewFolder(window: BrowserWindow, name: string): Promise<string | undefined> {
  const { filePath } = await dialog.showSaveDialog(window, {
    title: 'Create a project',
    buttonLabel: 'Create',
    defaultPath: freeFolder(projectsFolder(), slugOf(name)),
    properties: ['createDirectory'],
  })
  return filePath || undefined
}

async function askForExport(window: BrowserWindow, name: string): Promise<string | undefined> {
  const { filePath } = await dialog.showSaveDialog(window, {
    title: 'Export to a folder',
    buttonLabel: 'Export',
    defaultPath: join(app.getPath('documents'), `${slugOf(name)}-server`),
    properties: ['createDirectory'],
  })
  return filePath || undefined
}
