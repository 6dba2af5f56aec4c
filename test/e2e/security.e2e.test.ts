// A channel is locked, as a newcomer does it: the definition made from the field that wants one, calls that are refused and
// let in over a real socket, the lock that counts them, and what is locked out when the definition goes.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../peers/free-port.ts'
import { startVaultDouble, type VaultDouble } from '../peers/vault-double.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import {
  chooseNewFolder,
  type Hands,
  handsOn,
  inBothThemes,
  pictureFailures,
} from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

const password = 'open-sesame-7731'

describe('security in the designer', () => {
  let scratch: string
  let folder: string
  let running: RunningApp
  let hands: Hands
  let address: string
  let vault: VaultDouble

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-security-'))
    folder = join(scratch, 'hub')
    vault = await startVaultDouble()
    running = await launchApp()
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    await hands.canvas.waitFor()
  })
  afterAll(async () => {
    await running?.close()
    await vault?.close()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  })

  pictureFailures(() => running)

  it('begins with a channel that everybody may call, and shows no lock', async () => {
    const { page } = running
    await chooseNewFolder(running.app, folder)
    await hands.newProject('Hub')
    const port = await freePort()
    await hands.setField('Port', String(port))
    await hands.drag('Channels', 'REST', { x: 130, y: 110 })
    await hands.setField('Name', 'Orders')
    await hands.setField('Path', '/orders')
    await hands.drag('Services', 'New service', { x: 420, y: 110 })
    await hands.setField('Name', 'order.take')
    await hands.drawLine('Orders', 'order.take')
    address = `http://127.0.0.1:${port}/orders`
    await waitFor(
      () => call(),
      (status) => status === 200,
    )
    expect(await hands.lock('Orders').count()).toBe(0)
    await hands.card('order.take').click()
    const callers = page.getByRole('region', { name: 'Who may call this' })
    await callers.getByText('any program on this machine').waitFor()
  })

  it('makes a definition from the field that names it', async () => {
    const { page } = running
    await hands.card('Orders').click()
    await hands.inspector.getByRole('button', { name: 'Add Security' }).click()
    await screenshot(page, 'security-1-kinds')
    await page.getByRole('menuitem', { name: /^HTTP Basic/ }).click()
    await waitFor(
      () => hands.field('Name').evaluate((name) => name === name.ownerDocument.activeElement),
      (isFocused) => isFocused,
    )
    await hands.setField('Name', 'erp')
    await hands.inspector.getByRole('button', { name: 'Orders REST channel' }).waitFor()
    await hands
      .lock('Orders')
      .getByLabel(/required|no value|lacks/i)
      .waitFor()
    await waitFor(
      () => call(),
      (status) => status === 503,
    )
    await hands.setField('User', 'erp')
    await hands.setSecret('Password', password)
    await waitFor(
      () => call(),
      (status) => status === 401,
    )
    await inBothThemes(page, 'security-2-definition')
  })

  it('lets in who knows the password, and counts who does not', async () => {
    const { page } = running
    expect(await call('erp', password)).toBe(200)
    expect(await call('erp', 'wrong')).toBe(401)
    await hands.lock('Orders').getByText('1 in', { exact: true }).waitFor()
    await hands
      .lock('Orders')
      .getByText(/^\d+ refused$/)
      .waitFor()
    await hands.card('Orders').click()
    await hands.inspector.getByRole('button', { name: 'Open erp' }).waitFor()
    await hands.lock('Orders').hover()
    await page.getByRole('tooltip').getByText('HTTP Basic, user erp').waitFor()
    await inBothThemes(page, 'security-3-lock')
  })

  it('is told with the service that the channel leads to', async () => {
    const { page } = running
    await hands.card('order.take').click()
    const callers = page.getByRole('region', { name: 'Who may call this' })
    await callers.getByText('erp (HTTP Basic, user erp)').waitFor()
    await inBothThemes(page, 'security-4-callers')
  })

  it('stays closed while the definition is switched off', async () => {
    const { page } = running
    await page.getByRole('button', { name: /^Explorer/ }).click()
    const section = page.getByRole('region', { name: 'Security' })
    await section.getByRole('button', { name: /^erp/ }).click()
    await hands.inspector.getByRole('switch', { name: 'Active' }).click()
    await waitFor(
      () => call('erp', password),
      (status) => status === 503,
    )
    await hands.lock('Orders').getByLabel('"erp" is switched off.').waitFor()
    await hands.inspector.getByRole('switch', { name: 'Active' }).click()
    await waitFor(
      () => call('erp', password),
      (status) => status === 200,
    )
  })

  it('names what is incomplete when it is deleted, stays closed, and takes it back', async () => {
    const { page } = running
    const section = page.getByRole('region', { name: 'Security' })
    await section.getByRole('button', { name: /^erp/ }).focus()
    await page.keyboard.press('Delete')
    await page.getByText('Deleted erp; Orders is incomplete without it').waitFor()
    await waitFor(
      () => call('erp', password),
      (status) => status === 503,
    )
    await inBothThemes(page, 'security-5-deleted')
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await waitFor(
      () => call('erp', password),
      (status) => status === 200,
    )
  })

  it('joins definitions in a group, as chips', async () => {
    const { page } = running
    await page.getByRole('button', { name: 'New security definition' }).click()
    await page.getByRole('menuitem', { name: /^Group/ }).click()
    await hands.setField('Name', 'partners')
    await hands.inspector.getByRole('button', { name: 'Add Members' }).click()
    await page.getByRole('menuitem', { name: 'erp HTTP Basic' }).click()
    await hands.inspector.getByRole('button', { name: 'Open erp' }).waitFor()
    await inBothThemes(page, 'security-6-group')
  })

  it('serves over TLS once it has a certificate, and not before', async () => {
    const { page } = running
    await page.keyboard.press('Control+,')
    await hands.field('TLS (https)').click()
    await page.getByText('Off until there is a certificate.').waitFor()
    expect(await call('erp', password)).toBe(200)
    await screenshot(page, 'security-7-tls')
    await hands.field('TLS (https)').click()
  })

  it('takes a password from Vault, by where it stands there', async () => {
    const { page } = running
    const { url, rootToken } = vault
    await writeSecret({ password: 'from-vault-4411' })
    await page.keyboard.press('Control+Shift+P')
    await page.keyboard.type('New Vault connection')
    await page.keyboard.press('Enter')
    await hands.setField('URL', url)
    await hands.setSecret('Token', rootToken)
    expect(await page.getByLabel('Where Token is kept').count()).toBe(0)
    const section = page.getByRole('region', { name: 'Security' })
    await section.getByRole('button', { name: /^erp/ }).click()
    await hands.choose('Where Password is kept', /^From Vault/)
    await hands.setField('Path', 'billing/erp')
    await hands.setField('Key in it', 'password')
    await waitFor(
      () => call('erp', 'from-vault-4411'),
      (status) => status === 200,
    )
    expect(await call('erp', password)).toBe(401)
    await inBothThemes(page, 'security-8-vault')
    await hands.saved()
    const saved: unknown = JSON.parse(readFileSync(join(folder, 'security/erp.json'), 'utf8'))
    expect(saved).toMatchObject({
      password: { vault: 'my.vault', mount: 'secret', path: 'billing/erp', key: 'password' },
    })
  })

  it('lets callers be known by the same Vault', async () => {
    const { page } = running
    await page.getByRole('button', { name: 'New security definition' }).click()
    await page.getByRole('menuitem', { name: /^Vault/ }).click()
    await hands.setField('Name', 'vault.callers')
    await hands.choose('Vault', 'my.vault')
    await hands.inspector.getByRole('button', { name: 'Open my.vault' }).waitFor()
    await inBothThemes(page, 'security-9-callers')
  })

  it('keeps the password out of the project', async () => {
    await hands.saved()
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    const files = names
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
    expect(files.length).toBeGreaterThan(4)
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      for (const secret of [password, 'from-vault-4411']) expect(text).not.toContain(secret)
    }
    expect(running.output()).not.toContain(password)
  })

  const writeSecret = async (data: Record<string, string>) => {
    const answer = await fetch(`${vault.url}/v1/secret/data/billing/erp`, {
      method: 'POST',
      headers: { 'X-Vault-Token': vault.rootToken, 'Content-Type': 'application/json' },
      body: JSON.stringify({ data }),
    })
    expect(answer.status).toBe(200)
  }

  /** The status of one call; 0: nobody answered. */
  const call = async (user?: string, secret = '') => {
    const login = Buffer.from(`${user}:${secret}`).toString('base64')
    const headers = new Headers()
    if (user !== undefined) headers.set('Authorization', `Basic ${login}`)
    try {
      const answer = await fetch(address, { method: 'POST', headers, body: '{}' })
      await answer.text()
      return answer.status
    } catch {
      return 0
    }
  }
})
