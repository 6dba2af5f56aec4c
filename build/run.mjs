// Runs another program to its end. Never through a shell.
import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

/** How much output is kept of a program that talks much, in characters. */
const KEPT = 200_000

/**
 * @typedef {object} Ended
 * @property {number} code exit code; 128 when it was ended by a signal, 127 when it could not start
 * @property {string} output what it wrote to stdout and stderr, the last 200,000 characters
 */

/**
 * Resolves when the program has ended, however it ended. Ctrl-C reaches it as it reaches us, because
 * both are in the terminal's foreground group.
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd] the repository when missing
 * @param {Record<string, string | undefined>} [options.env] added to ours; undefined takes one away
 * @param {number} [options.timeout] milliseconds after which it is killed; none when missing
 * @param {(line: string) => void} [options.onLine] hears each line as it comes
 * @returns {Promise<Ended>}
 */
export function run(program, args, { cwd = root, env = {}, timeout, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
      killSignal: 'SIGKILL',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      let rest = ''
      stream.setEncoding('utf8')
      stream.on('data', (text) => {
        output = (output + text).slice(-KEPT)
        if (!onLine) return
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        lines.forEach(onLine)
      })
      stream.on('end', () => rest && onLine?.(rest))
    }
    child.on('error', (error) => resolve({ code: 127, output: String(error.message) }))
    child.on('close', (code) => resolve({ code: code ?? 128, output }))
  })
}
