/** What the runtime knows of one exchange: asked for when it is chosen, and again while it is still under way. */
import { useEffect, useState } from 'react'
import type { ExchangeDetail } from '../../runtime/model/trace.ts'
import { control } from '../store/control.ts'
import { useLive } from '../store/live.ts'

/** Milliseconds between two looks at an exchange that is open. */
const again = 500

export type Asked<T> =
  | { state: 'asking' }
  | { state: 'here'; value: T }
  /** Pushed out of the runtime's memory, or of a runtime that has ended. */
  | { state: 'gone' }
  | { state: 'failed'; message: string }

export function useExchange(cid: string): Asked<ExchangeDetail> {
  const [asked, setAsked] = useState<Asked<ExchangeDetail>>({ state: 'asking' })
  const connected = useLive((live) => live.connected)
  // Its row changes once more when it ends; nothing else of the list concerns us.
  const row = useLive((live) => live.exchanges.find((exchange) => exchange.cid === cid))
  const isOpen = asked.state === 'here' && asked.value.outcome === 'open'

  // biome-ignore lint/correctness/useExhaustiveDependencies: a row that changed says that there is more to know
  useEffect(() => {
    if (!connected) return
    let isWanted = true
    const look = () =>
      control()
        .exchange(cid)
        .then(
          (value) => (value ? ({ state: 'here', value } as const) : ({ state: 'gone' } as const)),
          (thrown: Error) => ({ state: 'failed', message: thrown.message }) as const,
        )
        .then((next) => {
          // What was seen of it stays readable when the runtime has forgotten it since.
          if (isWanted)
            setAsked((now) => (now.state === 'here' && next.state !== 'here' ? now : next))
        })
    void look()
    const timer = isOpen ? setInterval(() => void look(), again) : undefined
    return () => {
      isWanted = false
      clearInterval(timer)
    }
  }, [cid, connected, isOpen, row])

  return asked
}
