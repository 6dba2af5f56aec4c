import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { alone } from '../../build/lock.mjs'
import { root } from '../support/imports.ts'

/** Another process that takes the lock, says so, and keeps it until it is killed. */
async function holder(key: string) {
  const code = `import { alone } from './lock.mjs'
    await alone(${JSON.stringify(key)}, () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1000)) })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: join(root, 'build'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

describe('a lock', () => {
  it('lets one after the other through', async () => {
    const key = randomUUID()
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`${name} ends`)
    }
    await Promise.all(['a', 'b', 'c'].map((name) => alone(key, work(name))))
    expect(order).toHaveLength(6)
    for (let at = 0; at < 6; at += 2)
      expect(order[at + 1]).toBe(order[at]?.replace('begins', 'ends'))
  })

  it('is free again when its holder is killed', async () => {
    const key = randomUUID()
    const other = await holder(key)
    let isMine = false
    const mine = alone(key, async () => {
      isMine = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isMine).toBe(false)
    other.kill('SIGKILL')
    await mine
    expect(isMine).toBe(true)
  })

  it('is let go when the work fails', async () => {
    const key = randomUUID()
    await expect(alone(key, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await alone(key, async () => 'done')).toBe('done')
  })
})
