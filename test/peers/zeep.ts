/** A SOAP caller that is not ours: Debian's zeep (`zeep-peer.py`). */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runWithInput } from './run-with-input.ts'

// Debian's own: another Python of this machine does not see its packages. Isolated (-I) from what its user has set.
const python = '/usr/bin/python3'
const script = fileURLToPath(new URL('zeep-peer.py', import.meta.url))

/** Why it cannot run here, for a test to be skipped with; undefined when it can. */
export const whyNoZeep: string | undefined = existsSync('/usr/lib/python3/dist-packages/zeep')
  ? undefined
  : 'zeep is not installed: on Debian, apt-get install python3-zeep'

export interface ZeepCall {
  url: string
  soap: '1.1' | '1.2'
  user: string
  password: string
  /** Else the password is sent as text. */
  digest: boolean
  /** The time with a `Z`, else with `+00:00`. */
  zulu: boolean
}

export interface ZeepAnswer {
  status: number
  fault?: { message: string; code: string; subcodes: readonly string[] }
}

/** Calls `hello` once; a reply is `<answer xmlns="urn:hello">`. @throws With zeep's words when it gets neither that nor a fault. */
export async function zeepCall(call: ZeepCall): Promise<ZeepAnswer> {
  const { code, output, errors } = await runWithInput(python, ['-I', script], JSON.stringify(call))
  if (code !== 0) throw new Error(`zeep got no answer: ${errors}`)
  return JSON.parse(output.toString()) as ZeepAnswer
}
