// An export is held against the designer's runtime: what it was made to do otherwise is named.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyOfSample, exportOf } from '../../support/exported.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { patchbay, startServer } from '../../support/server.ts'

const verified = (folder: string, ...options: string[]) =>
  new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
    const args = [patchbay, 'verify', folder, ...options]
    const child = execFile(process.execPath, args, (_error, out, err) =>
      resolve({ status: child.exitCode, out, err }),
    )
  })

describe('patchbay verify', () => {
  it('runs the tests of the project through both, and finds no difference', async () => {
    const folder = await exportOf(copyOfSample('store-files'))
    const { status, out, err } = await verified(folder)
    expect(err).toBe('')
    expect(out).toMatch(/✓ A small order is accepted/i)
    expect(out).toContain('The export does what the designer does.')
    expect(status).toBe(0)
    // It was looked at, and no more: no port, no state, no cache.
    expect(existsSync(join(folder, 'project/.patchbay'))).toBe(false)
    expect(existsSync(join(folder, 'state'))).toBe(false)
  })

  it('notices compiled code that is not what the project says', async () => {
    const folder = await exportOf(copyOfSample('store-files'))
    const code = join(folder, 'compiled/services/store.js')
    const before = readFileSync(code, 'utf8')
    const after = before.replace('/incoming/', '/elsewhere/')
    expect(after).not.toBe(before)
    writeFileSync(code, after)
    const { status, out } = await verified(folder)
    expect(status).toBe(1)
    expect(out).toContain('✗ Bytes become a file of the name that was asked for')
    expect(out).toContain('/elsewhere/a_photo.bin')
    expect(out).not.toContain('The export does what the designer does.')
  })

  it('notices a project beside the export that no longer does what was compiled', async () => {
    const folder = await exportOf(copyOfSample('store-files'))
    writeFileSync(join(folder, 'project/services/store.ts'), 'export const nothing = ')
    const { status, out } = await verified(folder)
    expect(status).toBe(1)
    expect(out).toContain('✗ Bytes become a file of the name that was asked for')
    expect(out).toContain('not in the project as it is compiled here')
    expect(out).not.toContain('The export does what the designer does.')
  })

  it('sends messages of the past through both', async () => {
    const project = copyOfSample('map-invoices')
    rmSync(join(project, 'tests'), { recursive: true })
    const folder = await exportOf(project)
    const history = join(scratchFolder(), 'history')
    const server = startServer(project, { options: ['--port', '0', '--history', history] })
    const address = await server.said(/answers at (http:[^"\s]+)/)
    const xml = { 'content-type': 'application/xml' }
    for (const body of [
      '<invoice id="7" currency="EUR"><line item="pen" price="2" quantity="3"/></invoice>',
      'no xml',
    ])
      await fetch(address, { method: 'POST', headers: xml, body })
    server.child.kill('SIGTERM')
    await server.ended
    const { status, out, err } = await verified(folder, '--history', history)
    expect(err).toBe('')
    expect(out).toMatch(/✓ Message \w+ of /)
    expect(out).toContain('The export does what the designer does.')
    expect(status).toBe(0)
  })

  it('says so when there is nothing to verify it by, and when it is no export', async () => {
    const project = copyOfSample('store-files')
    rmSync(join(project, 'tests'), { recursive: true })
    const none = await verified(await exportOf(project))
    expect(none).toMatchObject({ status: 2, out: '' })
    expect(none.err).toMatch(/has no saved tests/)
    const wrong = await verified(scratchFolder())
    expect(wrong).toMatchObject({ status: 2, out: '' })
    expect(wrong.err).toMatch(/is no export/)
  })
})
