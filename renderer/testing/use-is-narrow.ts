/** Is an element narrower than so many pixels? Where a style sheet cannot decide: what stands beside what. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

export function useIsNarrow(least: number): {
  box: RefObject<HTMLDivElement | null>
  isNarrow: boolean
} {
  const box = useRef<HTMLDivElement>(null)
  const [isNarrow, setNarrow] = useState(false)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => setNarrow(element.clientWidth < least)
    look()
    const watcher = new ResizeObserver(look)
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [least])
  return { box, isNarrow }
}
