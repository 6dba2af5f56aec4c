/** Seconds until a moment, counted down while it is shown. */
import { useEffect, useState } from 'react'

/** `now`, `in 3 s`, `in 2 min 5 s`. Takes seconds. */
export function untilText(seconds: number): string {
  if (seconds <= 0) return 'now'
  const text = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `in ${text}`
}

export function secondsUntil(moment: number, now: number): number {
  return Math.max(0, Math.ceil((moment - now) / 1000))
}

/** The time in epoch milliseconds, again each half second while someone counts down. */
export function useNow(isCounting: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isCounting) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [isCounting])
  return now
}

/** @param moment epoch milliseconds; undefined: there is nothing to wait for. */
export function useCountdown(moment: number | undefined): number | undefined {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (moment === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() >= moment) clearInterval(timer)
    }, 500)
    return () => clearInterval(timer)
  }, [moment])
  return moment === undefined ? undefined : secondsUntil(moment, now)
}
