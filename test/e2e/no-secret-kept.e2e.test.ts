// Secrets typed into forms, as a person does it, and traffic that needs them: neither the project, nor anything that the app
// keeps, nor what it prints or shows holds one. Its store of secrets may hold them sealed, or as base64 where the system has no
// encryption, and never as they are.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mask } from '../../runtime/model/secrecy.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'
import { basicHeader } from '../support/guarded.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { fill } from '../support/scratch.ts'
import { filesIn, type Leak, secretScan } from '../support/secret-scan.ts'
import { waitFor } from '../support/wait-for.ts'

const password = 'gu "7&<ö>+/=% Nightjar4471'
const token = 'to7+/=~.Fieldfare2846'
const scan = secretScan({ password, token })
const store = 'secrets.json'

const asking = `import { Service } from 'patchbay'

export class Ask extends Service {
  static serviceName = 'ask'

  async handle() {
    const path = '/' + this.request.http.query.status
    const { payload } = (await this.outgoing.rest.get('erp').post(path, 'some text')).orThrow()
    this.logger.info(\`erp answered \${JSON.stringify(payload)}\`, { payload })
  }
}
`

describe('secrets in the designer', () => {
  let scratch: string
  let folder: string
  let userData: string
  let peer: Server
  let running: RunningApp
  let hands: Hands
  let address: string
  const shown: string[] = []

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-secrets-'))
    folder = join(scratch, 'hub')
    userData = join(scratch, 'state')
    peer = await startEcho()
    const port = await freePort()
    address = `http://127.0.0.1:${port}/ask`
    fill(folder, projectAt(port, (peer.address() as AddressInfo).port))
    running = await launchApp({ project: folder, userData })
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    await hands.card('Ask').waitFor()
  })
  afterAll(async () => {
    await running?.close()
    peer?.closeAllConnections()
    peer?.close()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  })

  pictureFailures(() => running)

  it('are taken by the form', async () => {
    const { page } = running
    await page.getByRole('button', { name: /^Explorer/ }).click()
    const section = page.getByRole('region', { name: 'Security' })
    await section.getByRole('button', { name: /^guard/ }).click()
    await hands.setSecret('Password', password)
    await section.getByRole('button', { name: /^ours/ }).click()
    await hands.setSecret('Token', token)
    shown.push(await page.content())
    await waitFor(
      () => call(password, 200),
      (status) => status === 204,
    )
    await hands.saved()
  })

  it('are used by calls that go well, that are refused and that fail', async () => {
    expect(await call(token, 200)).toBe(401)
    expect(await call(password, 500)).toBe(502)
    expect(await call(password, 401)).toBe(502)
  })

  it('are masked in the messages and the log that the window shows', async () => {
    const { page } = running
    await hands.showDock('Messages')
    for (const row of await hands.messages.all()) {
      await row.click()
      await hands.steps.first().waitFor()
      for (const step of await hands.steps.all()) {
        await step.click()
        shown.push(await page.content())
      }
    }
    await hands.showDock('Log')
    await page
      .getByText(/^erp answered /)
      .first()
      .waitFor()
    shown.push(await page.content())
    expect(shown.join('\n')).toContain(mask)
    expect(shown.flatMap((text) => scan.inContent('the window', text))).toEqual([])
  })

  it('are in no file of the project or of the app, and in nothing that it printed', async () => {
    // Chromium writes the last of its state when it ends.
    await running.close()
    expect(filesIn(folder)).toContain('security/guard.json')
    expect(scan.inFolder(folder)).toEqual([])
    expect(filesIn(userData)).toEqual(expect.arrayContaining([store, 'runtime.log']))
    expect(scan.inFolder(userData, (path) => path === store)).toEqual([])
    expect(scan.inContent('what it printed', running.output())).toEqual([])
    const kept = readFileSync(join(userData, store), 'utf8')
    expect(kept).toMatch(/"security\.guard\.password": ?"(sealed|hidden):/)
    expect(kept).toMatch(/"security\.ours\.token": ?"(sealed|hidden):/)
    expect(scan.inContent(store, kept).filter(isMoreThanHidden)).toEqual([])
  })

  /** The status of one call. @param status What the peer behind it is to answer. */
  const call = async (secret: string, status: number) => {
    const headers = basicHeader('us', secret)
    const answer = await fetch(`${address}?status=${status}`, { method: 'POST', headers })
    await answer.text()
    return answer.status
  }
})

/** The store says itself that it is no protection where it holds them so. */
const isMoreThanHidden = ({ how }: Leak) => how !== 'base64'

function projectAt(port: number, peer: number): Record<string, string> {
  const project = projectOf({
    channels: [{ name: 'Ask', type: 'rest', path: '/ask', security: ['guard'] }],
    connections: [{ name: 'erp', type: 'rest', url: `http://127.0.0.1:${peer}`, security: 'ours' }],
    services: { 'services/ask.ts': asking },
    links: [['Ask', 'ask']],
  })
  return Object.fromEntries(
    toFiles({
      ...project,
      settings: { ...project.settings, http: { host: '127.0.0.1', port } },
      security: {
        guard: { name: 'guard', type: 'basic', isActive: true, user: 'us' },
        ours: { name: 'ours', type: 'bearer', isActive: true },
      },
    }),
  )
}

/** Answers `/STATUS` with what it was shown. */
async function startEcho(): Promise<Server> {
  const server = createServer((request, response) => {
    const status = Number(request.url?.slice(1))
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ shown: request.headers, again: JSON.stringify(request.headers) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
