/** `patchbay export`, as a person calls it. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scratchFolder } from '../../support/scratch.ts'
import { helloProject, serviceOf } from '../../support/served-project.ts'
import { patchbay } from '../../support/server.ts'

function call(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [patchbay, 'export', ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('patchbay export', () => {
  it('writes what it lists, and says how to start it', () => {
    const folder = scratchFolder(helloProject(1))
    const out = join(scratchFolder(), 'out')
    const listed = call(folder, '--out', out, '--dry-run', '--target', 'kubernetes')
    expect(listed.status).toBe(0)
    expect(existsSync(out)).toBe(false)
    const written = call(folder, '--out', out, '--target', 'kubernetes')
    expect(written.status, written.stderr).toBe(0)
    expect(written.stdout).toContain(`Start it with: node ${out}/server.js`)
    const files = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
    const told = [...listed.stdout.matchAll(/^ *\d+ {2}(.+)$/gm)].map(([, path = '']) => path)
    expect(files.sort()).toEqual(told.sort())
  })

  it('writes nothing when a secret would go out, or something is wrong', () => {
    const secrets = join(scratchFolder({ 's.json': '{"erp":"correct-horse-battery"}' }), 's.json')
    const leaking = scratchFolder(
      helloProject(1, { 'services/hello.ts': serviceOf("void 'correct-horse-battery'") }),
    )
    const out = join(scratchFolder(), 'out')
    const refused = call(leaking, '--out', out, '--secrets', secrets)
    expect(refused.status).toBe(1)
    expect(refused.stderr).toMatch(/the value of "erp" in .*project\/services\/hello.ts:\d+/)
    expect(refused.stderr).not.toContain('correct-horse')
    const broken = call(scratchFolder(helloProject(1, { 'flows/hello.json': '{' })), '--out', out)
    expect(broken.status).toBe(1)
    expect(broken.stderr).toMatch(/The project has an error\.\nNothing was written\./)
    expect(existsSync(out)).toBe(false)
  })

  it('leaves a folder of somebody else alone', () => {
    const out = scratchFolder({ 'thesis.txt': 'ten years' })
    const refused = call(scratchFolder(helloProject(1)), '--out', out)
    expect(refused.status).toBe(1)
    expect(refused.stderr).toMatch(/no export of Patchbay/)
    expect(readdirSync(out)).toEqual(['thesis.txt'])
  })
})
