// npm start [PROJECT]: whatever set-up is missing, then the designer, on the sample project when none
// is named. Imports nothing from npm: node_modules may not exist yet.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle } from './bundle.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { hasDisplay, startDisplay } from './display.mjs'
import { ensureElectron } from './electron.mjs'
import { dist, root } from './paths.mjs'
import { command, Refusal, say } from './say.mjs'
import { ensureSystem, sandboxProblem } from './system.mjs'
import { forWindow } from './system-packages.mjs'

/** Ctrl-C reaches us from the terminal and again from npm; the app takes a second one as "at once". */
const sameGesture = 1000

await command(async () => {
  const project = projectArgument()
  await ensureDependencies()
  const missing = await ensureSystem(forWindow)
  if (missing) throw new Refusal(`Electron needs system packages. Run this once:\n  ${missing}`)
  const electron = await ensureElectron()
  await bundle()
  if (!existsSync(join(dist, 'electron/main.js'))) throw new Refusal('There is no app to start.')
  const isRoot = process.getuid?.() === 0
  const problem = isRoot ? undefined : sandboxProblem()
  if (problem) say(`! The window may not open: ${problem}.`)
  const screen = hasDisplay() ? undefined : await startDisplay()
  if (screen) say(`There is no display: the window is on one of its own (Xvfb ${screen.display}).`)
  const args = [...(isRoot ? ['--no-sandbox'] : []), '.', ...project]
  const env = { ...process.env, ...(screen && { DISPLAY: screen.display }) }
  try {
    return await runApp(electron, args, env)
  } finally {
    screen?.stop()
  }
})

/** @returns {string[]} the project's folder as an absolute path, or nothing */
function projectArgument() {
  const given = process.argv[2]
  if (!given) return []
  // npm runs us in the repository; the person may stand elsewhere.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), given)
  if (!existsSync(path)) throw new Refusal(`There is no project at ${path}.`)
  return [path]
}

/**
 * Runs the app to its end, handing signals down to it: it is in a group of its own, so that each
 * reaches it once.
 * @param {string} electron
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
function runApp(electron, args, env) {
  return new Promise((done, fail) => {
    const app = spawn(electron, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'pipe'],
      detached: process.platform !== 'win32',
    })
    app.stderr.setEncoding('utf8').on('data', (text) => process.stderr.write(withoutNoise(text)))
    let last = 0
    for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
      process.on(signal, () => {
        if (Date.now() - last > sameGesture) app.kill(signal)
        last = Date.now()
      })
    app.on('error', fail)
    app.on('exit', (code, signal) => done(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

/**
 * Without a session bus or a graphics card Chromium complains at each start, to no one's use.
 * @param {string} text
 */
function withoutNoise(text) {
  return text.replace(
    /^.*(ERROR|WARNING):(bus|object_proxy|viz_main_impl|gpu_\w+|\w*vulkan\w*)\.cc.*\n/gm,
    '',
  )
}
