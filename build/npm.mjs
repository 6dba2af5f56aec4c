// The npm client, as a program.
import { run } from './run.mjs'

/** Runs npm to its end. @param {string[]} args @param {Parameters<typeof run>[2]} [options] */
export function npm(args, options) {
  // npm_execpath is the npm that started us; a PATH of another Node may hold a different one.
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], options)
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options)
}
