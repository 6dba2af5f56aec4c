/** `patchbay jobs`, as a person types it: a process of its own, beside a running project or without one. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { bundle } from '../../support/bundle.ts'
import { keeping } from '../../support/jobs.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { waitFor } from '../../support/wait-for.ts'

const token = 'a-token-of-some-length'
let built = ''
let program = ''
beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'patchbay-jobs-'))
  program = (await bundle(built, { patchbay: 'runtime/main.ts' })).patchbay ?? ''
})
afterAll(() => rmSync(built, { recursive: true, force: true }))

function project(): string {
  return scratchFolder({
    'patchbay.json': JSON.stringify({ name: 'Nights', format: 1, id: 'nights' }),
    'services/keep.ts': keeping,
    'channels/nightly.json': JSON.stringify({
      name: 'Nightly',
      type: 'schedule',
      isActive: true,
      kind: 'cron',
      cron: '30 2 * * *',
      zone: 'Europe/Berlin',
    }),
    // Its port is taken by whoever runs the project; the command must not want it.
    'channels/ask.json': JSON.stringify({
      name: 'Ask',
      type: 'rest',
      isActive: true,
      path: '/ask',
    }),
    'flows/nights.json': JSON.stringify({
      name: 'Nights',
      nodes: {
        a: { kind: 'channel', ref: 'Nightly' },
        b: { kind: 'service', ref: 'keep' },
        c: { kind: 'channel', ref: 'Ask' },
        d: { kind: 'service', ref: 'kept' },
      },
      links: {
        l: { from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'in' } },
        m: { from: { node: 'c', port: 'out' }, to: { node: 'd', port: 'in' } },
      },
    }),
  })
}

function jobs(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'jobs', folder, ...args],
    { encoding: 'utf8', env: { ...process.env, PATCHBAY_CONTROL_TOKEN: token } },
  )
  return { status, stdout, stderr }
}

/** Resolves with the port on which it can be asked. */
async function running(folder: string): Promise<string> {
  const child = spawn(process.execPath, [program, 'run', folder, '--port', '0', '--control', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATCHBAY_CONTROL_TOKEN: token },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (data: Buffer) => {
    output += data
  })
  const port = await waitFor(
    async () => /attach at ws:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1],
    (found) => found !== undefined,
  )
  expect(output).toMatch(/Nightly runs next at \d{4}-/)
  return port ?? ''
}

describe('patchbay jobs', () => {
  it('lists the jobs of a project that does not run, and runs, switches and tells of one', () => {
    const folder = project()
    expect(jobs(folder).stdout).toMatch(
      /^NAME +STATE .*\nNightly +active +30 2 \* \* \* Europe\/Berlin /,
    )
    expect(jobs(folder, 'next', 'Nightly', '--limit', '3').stdout.split('\n')).toHaveLength(5)
    expect(jobs(folder, 'run', 'Nightly')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Nightly: ok after /),
    })
    expect(jobs(folder, 'history', 'Nightly').stdout).toMatch(/by hand .* ok /)
    expect(jobs(folder, 'off', 'Nightly').stdout).toBe('Nightly is off.\n')
    const { stdout } = jobs(folder, 'list', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ jobs: [{ is_active: false, run_count: 1 }] })
  })

  it('says what it cannot do', () => {
    const folder = project()
    expect(jobs(folder, 'run', 'Nobody')).toMatchObject({
      status: 1,
      stderr: 'patchbay: NOT_FOUND: There is no job called "Nobody".\n',
    })
    expect(jobs(folder, 'run')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Which job?'),
    })
    expect(jobs(folder, 'list', '--control', '1')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No runtime listens at ws://127.0.0.1:1'),
    })
  })

  it('asks the project that runs, and leaves its jobs to it', async () => {
    const folder = project()
    const port = await running(folder)
    expect(jobs(folder, 'run', 'Nightly')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/CHANNEL_BUSY.*--control PORT/),
    })
    expect(jobs(folder).stdout).toContain('Nightly')
    const control = ['--control', port]
    expect(jobs(folder, 'run', 'Nightly', ...control)).toMatchObject({ status: 0 })
    expect(jobs(folder, 'off', 'Nightly', ...control).stdout).toBe('Nightly is off.\n')
    expect(jobs(folder, 'on', 'Nightly', ...control).stdout).toMatch(
      /^Nightly is active; it runs next at /,
    )
    expect(jobs(folder, 'delete', 'Nightly', ...control)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is a channel of the project'),
    })
  })
})
