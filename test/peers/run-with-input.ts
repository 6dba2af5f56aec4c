import { spawn } from 'node:child_process'

export interface Outcome {
  /** Null when it was killed, after the timeout. */
  code: number | null
  output: Buffer
  errors: string
}

/** Runs a program to its end. @param timeout Milliseconds until it is killed. Default 30,000. */
export function runWithInput(
  program: string,
  args: readonly string[],
  input: Uint8Array | string,
  timeout = 30_000,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { timeout, killSignal: 'SIGKILL' })
    const output: Buffer[] = []
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output: Buffer.concat(output), errors }))
    // It may end without having read all of it, and then its exit code tells more.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
