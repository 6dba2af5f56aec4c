/** The message that expressions are tried on: the newest that passed this node, or one typed in. */
import { useCallback, useEffect, useState } from 'react'
import type { PreviewRequest } from '../../runtime/model/control.ts'
import { nameOf } from '../../runtime/model/rules.ts'
import type { BodyRef } from '../../runtime/model/trace.ts'
import { control } from '../store/control.ts'
import { liveStore, useLive } from '../store/live.ts'
import { currentProject } from '../store/project.ts'
import type { NodeAt } from './node-section.tsx'

export interface Sample {
  message: PreviewRequest['message'] | undefined
  /** Of the exchange it is taken from. */
  cid: string | undefined
  /** JSON as typed; undefined: a real message is used. */
  typed: string | undefined
  type(text: string | undefined): void
  refresh(): void
}

/** How many of the newest exchanges are looked through. */
const looked = 200

export function useSampleMessage(at: NodeAt): Sample {
  const [ref, setRef] = useState<BodyRef>()
  const [typed, setTyped] = useState<string>()
  const connected = useLive((live) => live.connected)
  const hasAny = useLive((live) => live.exchanges.length > 0)
  const refresh = useCallback(() => {
    void newestAt(at).then(setRef)
  }, [at])
  useEffect(() => {
    if (connected && hasAny) refresh()
  }, [connected, hasAny, refresh])
  const message = typed === undefined ? ref && { exchange: ref } : typedMessage(typed)
  return { message, cid: ref?.cid, typed, type: setTyped, refresh }
}

async function newestAt({ flow, id }: NodeAt): Promise<BodyRef | undefined> {
  const node = currentProject().flows[flow]?.nodes[id]
  if (!node) return undefined
  const name = nameOf(node)
  const candidates = liveStore
    .getState()
    .exchanges.slice(0, looked)
    .filter(({ path }) => path.includes(name))
    .slice(0, 3)
  for (const { cid } of candidates) {
    const detail = await control().exchange(cid)
    const step = detail?.steps.find(({ at }) => at.name === flow && at.node === id)
    if (step) return { cid, step: step.id, side: 'in' }
  }
  return undefined
}

function typedMessage(text: string): PreviewRequest['message'] | undefined {
  try {
    return { payload: JSON.parse(text) as unknown }
  } catch {
    // Half typed: there is nothing to try it on just now.
    return undefined
  }
}
