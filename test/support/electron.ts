// The real app in a real Electron window, driven as a person would. Each launch has its own folders
// for the app's state and projects, so that no test sees another one's.
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { ensureElectron } from '../../build/electron.mjs'
import { root } from './imports.ts'

export interface Launch {
  /** A project's folder; the app decides what to open when missing. */
  project?: string
  /** The app's state; a fresh folder, removed at the end, when missing. */
  userData?: string
  /** Where new projects go; a folder beside the state when missing. */
  home?: string
  /** Added to our environment. */
  env?: Record<string, string>
}

export interface RunningApp {
  app: ElectronApplication
  page: Page
  userData: string
  home: string
  /** What the app and its runtime have printed so far, both streams. */
  output: () => string
  /** Resolves with the first match in what was or will be printed; rejects when the app ends first. */
  printed: (pattern: RegExp) => Promise<RegExpMatchArray>
  /** Quits as a person would; kills it when it has not ended 10 s later. */
  close: () => Promise<void>
}

/** Starts the app and waits for its window's page to have loaded. */
export async function launchApp(launch: Launch = {}): Promise<RunningApp> {
  const scratch = mkdtempSync(join(tmpdir(), 'patchbay-app-'))
  const userData = launch.userData ?? join(scratch, 'state')
  const home = launch.home ?? join(scratch, 'projects')
  mkdirSync(userData, { recursive: true })
  mkdirSync(home, { recursive: true })
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true })
  const env = { ...process.env, PATCHBAY_USER_DATA: userData, PATCHBAY_HOME: home, ...launch.env }
  let app: ElectronApplication
  try {
    app = await _electron.launch({
      executablePath: await ensureElectron(),
      args: [...switches(), '.', ...(launch.project ? [launch.project] : [])],
      cwd: root,
      env: withoutUndefined(env),
    })
  } catch (error) {
    removeScratch()
    throw error
  }
  // Asked now: Playwright does not tell any more once the app has ended.
  const child = app.process()
  const { output, printed } = listen(child)
  const close = async () => {
    await quit(app, child)
    removeScratch()
  }
  try {
    const page = await app.firstWindow()
    await page.waitForLoadState('domcontentloaded')
    return { app, page, userData, home, output, printed, close }
  } catch (error) {
    await close()
    throw new Error(`The app did not open its window. It printed:\n${output()}`, { cause: error })
  }
}

/** Chromium refuses to run its sandbox for root. */
function switches(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** Keeps a picture of the page as artefacts/screenshots/NAME.png. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const path = join(root, 'artefacts/screenshots', `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
}

/** The same as the window itself has it, which alone is whole when everything is shown larger. */
export async function screenshotOfWindow({ app, page }: RunningApp, name: string): Promise<void> {
  // The window's picture is that of its last frame: one more, and it is of what is there now.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  )
  const picture = await app.evaluate(async ({ BrowserWindow }) => {
    const taken = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage()
    return taken?.toPNG().toString('base64') ?? ''
  })
  const folder = join(root, 'artefacts/screenshots')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.png`), Buffer.from(picture, 'base64'))
}

/** Follows what the app prints from its first line on. */
function listen(child: ChildProcess) {
  let text = ''
  const hearers = new Set<() => void>()
  let hasEnded = false
  const tell = () => {
    for (const hearer of hearers) hearer()
  }
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more
      tell()
    })
  child.once('close', () => {
    hasEnded = true
    tell()
  })
  const printed = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = text.match(pattern)
        if (!match && !hasEnded) return
        hearers.delete(look)
        if (match) resolve(match)
        else reject(new Error(`The app ended without printing ${pattern}. It printed:\n${text}`))
      }
      hearers.add(look)
      look()
    })
  return { output: () => text, printed }
}

async function quit(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
  // A page that asks before it closes, or an app that has just ended, must not fail a test's end.
  await Promise.race([app.close().catch(() => child.kill('SIGKILL')), ended])
  await ended
  clearTimeout(patience)
}

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
