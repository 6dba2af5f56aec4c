/** `patchbay test`, as a person or a build server runs it: its own process, no server, no secret. */
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../support/imports.ts'
import { scratchFolder } from '../../support/scratch.ts'

const patchbay = join(root, 'build/patchbay.mjs')

function sample(id: string): string {
  const folder = join(scratchFolder(), id)
  cpSync(join(root, 'electron/samples', id), folder, { recursive: true })
  return folder
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [patchbay, 'test', ...args], {
    encoding: 'utf8',
    timeout: 50_000,
  })
  return { status, stdout, stderr }
}

function change(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

describe('patchbay test', () => {
  it('tells each test and ends with 0 when all pass', () => {
    const { status, stdout } = run(sample('queue-orders'), '--coverage')
    expect(stdout).toMatch(/✓ An order without lines is parked \(\d+ ms\)/)
    expect(stdout).toContain('coverage of Orders: 8 of 8 nodes, 6 of 6 links')
    expect(stdout).toContain('5 tests: 5 passed.')
    expect(status).toBe(0)
  })

  it('ends with 1 when one fails, with the node and the file, and writes JUnit XML', () => {
    const folder = sample('queue-orders')
    change(join(folder, 'services/check-order.ts'), 'price * quantity', 'price + quantity')
    const report = join(folder, 'out/report.xml')
    const { status, stdout } = run(folder, '--junit', report)
    expect(stdout).toContain('✗ A queued order is added up and published again')
    expect(stdout).toContain('tests/a-queued-order-is-added-up-and-published-again.json')
    expect(stdout).toContain(
      'body.total is 115, not 1500, after "shop: accepted" of the flow "Orders"',
    )
    expect(status).toBe(1)
    const xml = readFileSync(report, 'utf8')
    expect(xml).toContain('tests="5" failures="1" errors="0" skipped="0"')
    expect(xml).toMatch(/<failure type="delivery" message="[^"]*body\.total is 115, not 1500"/)
  })

  it('ends with 2 when nothing can be run, and says why', () => {
    const folder = sample('queue-orders')
    expect(run(folder, 'An order without line is parked')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean "An order without lines is parked"?'),
    })
    expect(run(sample('empty'))).toMatchObject({ status: 2 })
    expect(run(join(folder, 'nowhere'))).toMatchObject({ status: 2 })
  })

  it('fails the test of a service that loops for ever, when the time of its message is up', () => {
    const folder = sample('queue-orders')
    change(
      join(folder, 'services/check-order.ts'),
      'const total =',
      'while (id > 0) {}\n    const total =',
    )
    change(
      join(folder, 'channels/order-queue.json'),
      '"queue": "orders"',
      '"queue": "orders",\n  "timeout": 1',
    )
    const report = join(folder, 'report.xml')
    const name = 'A queued order is added up and published again'
    const { status, stdout } = run(folder, name, '--junit', report)
    expect(stdout).toContain(
      'The service "order.check" held the process at services/check-order.ts:21',
    )
    expect(readFileSync(report, 'utf8')).toContain('SERVICE_HELD_LOOP')
    expect(status).toBe(1)
  })
})
