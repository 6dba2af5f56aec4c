// A display of our own where there is none, for a window that nobody looks at.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Refusal } from './say.mjs'

const deathSignal = '/usr/bin/setpriv'

/**
 * Starts Xvfb on the first display number that is free.
 * @returns {Promise<{ display: string, stop: () => void }>} `display` is like `:99`
 */
export function startDisplay() {
  return new Promise((resolve, reject) => {
    const server = ['Xvfb', '-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']
    // Whatever becomes of us, kill -9 included, the display must not outlive us.
    const line = existsSync(deathSignal) ? [deathSignal, '--pdeathsig', 'TERM', ...server] : server
    // In a group of its own: Ctrl-C must reach the app, not take the screen away from under it.
    const child = spawn(line[0] ?? '', line.slice(1), {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let complaint = ''
    child.stderr?.on('data', (text) => {
      complaint = (complaint + text).slice(-2000)
    })
    child.on('error', () =>
      reject(new Refusal('There is no display, and no Xvfb to make one with.')),
    )
    child.on('exit', (code) => reject(new Refusal(`Xvfb ended with ${code}: ${complaint.trim()}`)))
    let number = ''
    child.stdio[3]?.on('data', (text) => {
      number += text
      if (!number.endsWith('\n')) return
      child.unref()
      resolve({ display: `:${number.trim()}`, stop: () => child.kill() })
    })
  })
}

/** Whether there is a screen that a person can look at. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}
