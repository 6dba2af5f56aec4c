/** Rows of a document that the worker holds, asked for in blocks and kept while the document is on show. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Outline, Row } from './document.ts'
import type { PayloadClient } from './payload-client.ts'

const block = 256

export interface Rows {
  /** undefined: on its way. */
  at(row: number): Row | undefined
  /** Sees to it that these rows come; `to` is not included. */
  want(from: number, to: number): void
}

export function useRows(client: PayloadClient, outline: Outline): Rows {
  const blocks = useRef(new Map<number, readonly Row[] | 'asked'>())
  const [, setCount] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another outline has other rows
  useEffect(() => {
    const ours = new Map<number, readonly Row[] | 'asked'>()
    blocks.current = ours
    setCount((count) => count + 1)
  }, [client, outline])

  const want = useCallback(
    (from: number, to: number) => {
      const ours = blocks.current
      for (let at = Math.floor(from / block); at * block < Math.min(to, outline.rows); at++) {
        if (ours.has(at)) continue
        ours.set(at, 'asked')
        void client.rows(at * block, (at + 1) * block).then((rows) => {
          ours.set(at, rows)
          if (blocks.current === ours) setCount((count) => count + 1)
        })
      }
    },
    [client, outline],
  )

  const at = useCallback((row: number) => {
    const rows = blocks.current.get(Math.floor(row / block))
    return rows === 'asked' ? undefined : rows?.[row % block]
  }, [])

  return { at, want }
}
