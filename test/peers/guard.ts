/**
 * Ends processes with us, however we end. A small shell waits for the end of its input, which comes when
 * we close it or when our process is gone, even by SIGKILL; then it kills what it was told of and removes
 * the folder. It has a session of its own, so Ctrl-C in the terminal does not end it before its work is done.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

// Each line is the whole list, so that the id of a process that has ended is not kept. A process may
// still be writing a file when it is killed: hence the second try.
const script = `
while read -r line; do groups=$line; done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
`

export interface Guard {
  /** The child, which must lead a process group of its own (`detached`), is killed in the end with its group. */
  watch(child: ChildProcess): void
  /** Kills what still runs and removes the folder; done when that is done. */
  close(): Promise<void>
}

/** @param folder Removed in the end, with all that is in it. */
export function openGuard(folder: string): Guard {
  const shell = spawn('/bin/sh', ['-c', script, 'guard', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(shell, 'exit')
  // It neither keeps us alive nor, when it is gone before we are, brings us down.
  shell.unref()
  shell.stdin.on('error', () => {})
  const groups = new Map<number, Promise<unknown>>()
  const tell = () => shell.stdin.write(`${[...groups.keys()].join(' ')}\n`)
  return {
    watch: (child) => {
      const { pid } = child
      // It could not start, which its 'error' event says.
      if (pid === undefined) return
      const exit = once(child, 'exit').then(() => {
        groups.delete(pid)
        if (shell.stdin.writable) tell()
      })
      groups.set(pid, exit)
      tell()
    },
    close: async () => {
      shell.ref()
      shell.stdin.end()
      await Promise.all([ended, ...groups.values()])
    },
  }
}
