/** What an expression or block makes of a message, asked of the runtime while it is typed. */
import { useEffect, useState } from 'react'
import type { PreviewRequest, PreviewResult } from '../../runtime/model/control.ts'
import { control } from '../store/control.ts'
import { failureOf } from '../store/failure.ts'
import { useLive } from '../store/live.ts'

/** Milliseconds without a key before the runtime is asked. */
const quiet = 120

export interface PreviewText {
  text: string
  isFailure: boolean
}

/** An expression alone is tried as the payload that a Map would make. undefined: nothing to show. */
export function usePreview(
  expression: string,
  message: PreviewRequest['message'] | undefined,
): PreviewText | undefined {
  const result = useBlockPreview(
    expression.trim() === '' ? undefined : 'map',
    { expression },
    message,
  )
  if (!result) return undefined
  if (result.failure) return { text: result.failure.message, isFailure: true }
  return { text: valueText(result.outputs[0]?.payload), isFailure: false }
}

export function useBlockPreview(
  type: string | undefined,
  config: Record<string, unknown>,
  message: PreviewRequest['message'] | undefined,
): PreviewResult | undefined {
  const connected = useLive((live) => live.connected)
  const [result, setResult] = useState<PreviewResult>()
  const key = JSON.stringify([type, config, message])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for type, config and message
  useEffect(() => {
    if (!type || !message || !connected) {
      setResult(undefined)
      return
    }
    let isCurrent = true
    const timer = setTimeout(async () => {
      try {
        const next = await control().preview({ type, config, message })
        if (isCurrent) setResult(next)
      } catch (thrown) {
        if (isCurrent) setResult({ outputs: [], failure: failureOf(thrown) })
      }
    }, quiet)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [key, connected])
  return result
}

/** JSON, cut where nobody reads on. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`
  const text =
    typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value, undefined, 2)
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text
}
