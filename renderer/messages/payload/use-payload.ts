/** A body on its way to the screen: fetched, laid out by the worker, its rows asked for as they come into view. */
import { useEffect, useState } from 'react'
import type { Control } from '../../../runtime/model/control.ts'
import type { BodyRef } from '../../../runtime/model/trace.ts'
import { control } from '../../store/control.ts'
import type { Outline } from './document.ts'
import { type FetchedBody, fetchBody } from './fetch-body.ts'
import type { PayloadFormat } from './guess-format.ts'
import { PayloadClient } from './payload-client.ts'

export type Payload =
  | { state: 'fetching'; here: number; size: number | undefined }
  | { state: 'gone' }
  | { state: 'failed'; message: string }
  | {
      state: 'shown'
      body: FetchedBody
      outline: Outline
      /** The format that the outline was made for, which need not be the one it has. */
      asked: PayloadFormat | undefined
      client: PayloadClient
    }

/** The body that a reference stands for, from the runtime's history. */
const kept: Control['body'] = (...args) => control().body(...args)

/**
 * @param format what the user chose; undefined: what fits best.
 * @param from where bodies come from; must stay the same function.
 */
export function usePayload(
  { cid, step, side }: BodyRef,
  format: PayloadFormat | undefined,
  from = kept,
): Payload {
  const [payload, setPayload] = useState<Payload>(fetching)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another format is laid out below, without another fetch
  useEffect(() => {
    const stop = new AbortController()
    const client = new PayloadClient()
    const show = (next: Payload) => {
      if (!stop.signal.aborted) setPayload(next)
    }
    const bring = async () => {
      const ref = { cid, step, side }
      const body = await fetchBody(
        from,
        ref,
        (here, size) => show({ state: 'fetching', here, size }),
        stop.signal,
        (bytes) => client.add(bytes),
      )
      if (!body) return show({ state: 'gone' })
      const outline = await client.open(body.contentType, format)
      show({ state: 'shown', body, outline, asked: format, client })
    }
    setPayload(fetching)
    bring().catch((thrown: Error) => show({ state: 'failed', message: thrown.message }))
    return () => {
      stop.abort()
      client.close()
    }
  }, [cid, step, side, from])

  useEffect(() => {
    if (payload.state !== 'shown' || format === undefined || payload.asked === format) return
    let isWanted = true
    void payload.client.format(format).then((outline) => {
      if (isWanted) setPayload({ ...payload, outline, asked: format })
    })
    return () => {
      isWanted = false
    }
  }, [format, payload])

  return payload
}

const fetching: Payload = { state: 'fetching', here: 0, size: undefined }
