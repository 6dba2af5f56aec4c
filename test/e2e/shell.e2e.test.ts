// The shell around the designer: what the window may and may not do, the runtime it keeps, the project it holds.
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge, RuntimeState } from '../../electron/desktop.ts'
import { desktopMethods } from '../../electron/desktop.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'
import { waitFor } from '../support/wait-for.ts'

// What page.evaluate runs is in the page, where this is the preload's.
declare const window: Window & { patchbay: DesktopBridge; heard: unknown[] }

let scratch: string
let project: string
let running: RunningApp
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'patchbay-shell-'))
  project = makeProject('hub')
  running = await launchApp({ project })
  await running.page.evaluate(() => {
    window.heard = []
  })
})
afterAll(async () => {
  await running?.close()
  rmSync(scratch, { recursive: true, force: true })
})

/** On a free port, so that nothing outside can be in its way. */
function makeProject(name: string): string {
  const folder = join(scratch, name)
  mkdirSync(join(folder, 'services'), { recursive: true })
  const http = { host: '127.0.0.1', port: 0 }
  writeFileSync(
    join(folder, 'patchbay.json'),
    JSON.stringify({ name, format: 1, id: `id-of-${name}`, http }),
  )
  return folder
}

const stateNow = () => running.page.evaluate(() => window.patchbay.runtimeState())

async function pidNow(): Promise<number> {
  const state = await waitFor(stateNow, ({ state }) => state === 'running')
  if (state.state !== 'running') throw new Error(`The runtime is ${state.state}.`)
  return state.pid
}

describe('the window', () => {
  it('shows the bundle, with the name of the project', async () => {
    expect(running.page.url()).toBe('app://bundle/index.html')
    const title = await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getTitle()),
    )
    expect(title).toEqual(['hub — Patchbay'])
  })

  it('has the shell as its only door', async () => {
    const found = await running.page.evaluate(() => ({
      shell: Object.keys(window.patchbay).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    }))
    expect(found.shell).toEqual([...desktopMethods, 'on', 'requestRuntimePort'].sort())
    expect(found.node).toEqual([])
  })

  it('runs no script that is not of the bundle', async () => {
    const violated = await running.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) =>
            resolve(event.violatedDirective),
          )
          const script = document.createElement('script')
          script.textContent = 'window.intruded = true'
          document.body.append(script)
        }),
    )
    expect(violated).toMatch(/^script-src/)
    expect(await running.page.evaluate(() => 'intruded' in window)).toBe(false)
  })

  it('reaches no network', async () => {
    const answer = running.page.evaluate(() => fetch('http://127.0.0.1:9/').then(() => 'reached'))
    await expect(answer).rejects.toThrow(/Failed to fetch/)
  })

  it('goes nowhere else', async () => {
    const refused = running.app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<boolean>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents
          contents?.once('will-frame-navigate', (event) => resolve(event.defaultPrevented))
        }),
    )
    // Asked only once the main process listens.
    await running.app.evaluate(() => undefined)
    await running.page.evaluate(() => {
      window.location.href = 'https://example.com/'
    })
    expect(await refused).toBe(true)
    expect(running.page.url()).toBe('app://bundle/index.html')
  })

  it('opens no other window', async () => {
    const opened = await running.page.evaluate(() => window.open('app://bundle/index.html'))
    expect(opened).toBeNull()
    expect(running.app.windows()).toHaveLength(1)
  })

  it('gets no permission', async () => {
    const states = await running.page.evaluate(() =>
      Promise.all(
        (['geolocation', 'notifications', 'camera'] as PermissionName[]).map(
          async (name) => (await navigator.permissions.query({ name })).state,
        ),
      ),
    )
    expect(states).toEqual(['denied', 'denied', 'denied'])
  })
})

describe('the bridge', () => {
  it('refuses whoever is not the designer', async () => {
    const answer = await running.app.evaluate(async ({ app, BrowserWindow }) => {
      const preload = `${app.getAppPath()}/dist/electron/preload.cjs`
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload } })
      await foreign.loadURL('data:text/html,<p>foreign</p>')
      const code = 'window.patchbay.settings().then(() => "let in", (failure) => failure)'
      const said: unknown = await foreign.webContents.executeJavaScript(code)
      foreign.destroy()
      return said
    })
    expect(answer).toMatchObject({ code: 'DESKTOP_REFUSED', kind: 'access' })
  })

  it('refuses what does not fit, as plain data', async () => {
    const failure = await running.page.evaluate(() =>
      window.patchbay.saveFiles([{ path: '../../outside.json', text: '{}' }]).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    )
    expect(failure).toMatchObject({ code: 'CONTROL_BAD_ARGUMENT', kind: 'message' })
    expect(readdirSync(scratch)).not.toContain('outside.json')
  })
})

describe('a secret', () => {
  it('is kept outside of the project, and never comes back', async () => {
    const value = 'correct horse battery staple'
    const heard = await running.page.evaluate(async (secret) => {
      const heard: (readonly string[])[] = []
      const unlisten = window.patchbay.on('onSecretsChanged', (names) => {
        heard.push(names)
      })
      await window.patchbay.setSecret('my.ftp.password', secret)
      await window.patchbay.setSecret('other', secret)
      await window.patchbay.removeSecret('other')
      unlisten()
      return heard
    }, value)
    expect(heard).toEqual([['my.ftp.password'], ['my.ftp.password', 'other'], ['my.ftp.password']])
    const opened = await running.page.evaluate(() => window.patchbay.currentProject())
    expect(opened?.secrets).toEqual(['my.ftp.password'])
    expect(JSON.stringify(opened)).not.toContain(value)
    const file = join(running.userData, 'secrets.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).not.toContain(value)
    expect(readFileSync(file, 'utf8')).toContain('my.ftp.password')
    expect(readFileSync(join(project, 'patchbay.json'), 'utf8')).not.toContain(value)
  })

  it('says how well it is kept', async () => {
    const protection = await running.page.evaluate(() => window.patchbay.secretProtection())
    expect(['keyring', 'obfuscated']).toContain(protection)
  })
})

describe('the runtime', () => {
  /** Kills or hangs nothing by itself: hears the states from now until one is `running` with another pid. */
  async function statesWhile(before: number, act: () => unknown): Promise<RuntimeState[]> {
    await running.page.evaluate(() => {
      const heard: RuntimeState[] = []
      window.heard = heard
      window.patchbay.on('onRuntimeState', (state) => {
        heard.push(state)
      })
    })
    await act()
    const states = () => running.page.evaluate(() => window.heard as RuntimeState[])
    return waitFor(states, (heard) =>
      heard.some((state) => state.state === 'running' && state.pid !== before),
    )
  }

  /** Asks for its status over a port of the window's own. */
  function pidOverPort(): Promise<number> {
    return running.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          window.addEventListener('message', ({ data, ports: [port] }) => {
            if (data?.kind !== 'runtime-port' || !port) return
            port.onmessage = ({ data }) => {
              if (data.kind === 'answer' && data.id === 1) resolve(data.value.pid)
            }
            port.postMessage({ kind: 'ask', id: 1, method: 'status', args: [] })
          })
          window.patchbay.requestRuntimePort()
        }),
    )
  }

  it('speaks with the window over a port of their own', async () => {
    expect(await pidOverPort()).toBe(await pidNow())
  })

  it('is replaced at once after kill -9, and says what happened', async () => {
    const before = await pidNow()
    const killed = Date.now()
    const states = await statesWhile(before, () => process.kill(before, 'SIGKILL'))
    expect(states.map(({ state }) => state)).toEqual(['crashed', 'starting', 'running'])
    const crashed = states[0] as Extract<RuntimeState, { state: 'crashed' }>
    expect(crashed.reason).toMatch(/killed \(SIGKILL\)/)
    expect(crashed.retryAt).toBe(crashed.at)
    const after = states[2] as Extract<RuntimeState, { state: 'running' }>
    console.log(`the runtime was replaced ${after.startedAt - killed} ms after kill -9`)
    expect(await pidOverPort()).toBe(after.pid)
  })

  it('is ended by a restart even when it hangs', async () => {
    const before = await pidNow()
    process.kill(before, 'SIGSTOP')
    const states = await statesWhile(before, () =>
      running.page.evaluate(() => window.patchbay.restartRuntime()),
    )
    expect(states.map(({ state }) => state)).toEqual(['stopped', 'starting', 'running'])
    expect(() => process.kill(before, 0)).toThrow(/ESRCH/)
  })

  it('stays stopped when it is told to stop', async () => {
    const before = await pidNow()
    await running.page.evaluate(() => window.patchbay.stopRuntime())
    expect(await stateNow()).toEqual({ state: 'stopped' })
    expect(() => process.kill(before, 0)).toThrow(/ESRCH/)
    await running.page.evaluate(() => window.patchbay.startRuntime())
    expect(await pidNow()).not.toBe(before)
  })
})

describe('the project', () => {
  it('is saved, and nothing of that comes back as a change', async () => {
    await running.page.evaluate(() => {
      window.heard = []
      window.patchbay.on('onFilesChanged', (files) => {
        window.heard.push(...files)
      })
      return window.patchbay.saveFiles([{ path: 'services/a.ts', text: '// ours' }])
    })
    expect(readFileSync(join(project, 'services/a.ts'), 'utf8')).toBe('// ours')
    // What another program writes after that arrives; so what arrives first tells whether ours did.
    writeFileSync(join(project, 'services/b.ts'), '// theirs')
    const heard = () => running.page.evaluate(() => window.heard)
    expect(await waitFor(heard, (files) => files.length > 0)).toEqual([
      { path: 'services/b.ts', text: '// theirs' },
    ])
  })

  it('takes a new runtime along when another one is opened', async () => {
    const before = await pidNow()
    const other = makeProject('other')
    const opened = await running.page.evaluate(
      (folder) => window.patchbay.openProject(folder),
      other,
    )
    expect(opened).toMatchObject({ folder: other, secrets: [] })
    expect(await pidNow()).not.toBe(before)
    const recent = await running.page.evaluate(() => window.patchbay.recentProjects())
    expect(recent.map(({ name }) => name)).toEqual(['other', 'hub'])
  })

  it('stays as it is when the folder to open holds none', async () => {
    const failure = await running.page.evaluate(
      (folder) => window.patchbay.openProject(folder).catch((thrown: unknown) => thrown),
      scratch,
    )
    expect(failure).toMatchObject({ code: 'PROJECT_NOT_FOUND' })
    const current = await running.page.evaluate(() => window.patchbay.currentProject())
    expect(current?.folder).toBe(join(scratch, 'other'))
  })
})

describe('the end', () => {
  it('waits until the page has saved, and leaves no runtime behind', async () => {
    const folder = makeProject('unsaved')
    const ending = await launchApp({ project: folder })
    const state = await waitFor(
      () => ending.page.evaluate(() => window.patchbay.runtimeState()),
      ({ state }) => state === 'running',
    )
    await ending.page.evaluate(() => {
      window.patchbay.on('onFlush', () =>
        window.patchbay.saveFiles([{ path: 'services/last.ts', text: '// last words' }]),
      )
    })
    await ending.close()
    expect(readFileSync(join(folder, 'services/last.ts'), 'utf8')).toBe('// last words')
    expect(() => process.kill((state as { pid: number }).pid, 0)).toThrow(/ESRCH/)
  })

  it('comes even when the page hangs', async () => {
    const hanging = await launchApp({ project: makeProject('hanging') })
    const ended = once(hanging.app.process(), 'exit')
    await hanging.page.evaluate(() => {
      setTimeout(() => {
        for (;;) Math.random()
      })
    })
    // The app may be gone before it can answer.
    await hanging.app.evaluate(({ app }) => app.quit()).catch(() => undefined)
    expect(await ended).toEqual([0, null])
    await hanging.close()
  })

  it('comes to the runtime too when the app is killed', async () => {
    const folder = makeProject('killed')
    const killed = await launchApp({ project: folder })
    const state = await waitFor(
      () => killed.page.evaluate(() => window.patchbay.runtimeState()),
      ({ state }) => state === 'running',
    )
    const { pid } = state as { pid: number }
    killed.app.process().kill('SIGKILL')
    const isGone = async () => {
      try {
        process.kill(pid, 0)
        return false
      } catch {
        return true
      }
    }
    expect(await waitFor(isGone, (gone) => gone)).toBe(true)
    await killed.close()
  })
})

describe('the start', () => {
  it('of a second one brings its project to the first', async () => {
    const [here, there] = [makeProject('here'), makeProject('there')]
    // Only who names no data folder shares one.
    const env = { PATCHBAY_USER_DATA: '', XDG_CONFIG_HOME: join(scratch, 'config') }
    const first = await launchApp({ project: here, env })
    const heard = first.page.evaluate(
      () =>
        new Promise((resolve) => {
          window.patchbay.on('onProjectOpened', ({ folder }) => resolve(folder))
        }),
    )
    const second = launchApp({ project: there, env })
    await expect(second).rejects.toThrow(/open already/)
    expect(await heard).toBe(there)
    await first.close()
  })

  it('refuses a folder without a project, with words', async () => {
    await expect(launchApp({ project: scratch })).rejects.toThrow(/There is no project in/)
  })
})
