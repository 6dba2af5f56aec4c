/** Where a list that floats over the canvas stands: at its spot, but never out of the canvas. */
import { type CSSProperties, type RefObject, useLayoutEffect, useRef, useState } from 'react'

export function useFloat({ left, top }: { left: number; top: number }): {
  ref: RefObject<HTMLDivElement | null>
  style: CSSProperties
} {
  const ref = useRef<HTMLDivElement>(null)
  const [style, setStyle] = useState<CSSProperties>({ opacity: 0 })
  useLayoutEffect(() => {
    const list = ref.current?.getBoundingClientRect()
    const host = ref.current?.parentElement?.getBoundingClientRect()
    if (!list || !host) return
    setStyle({
      left: Math.max(8, Math.min(left - host.left, host.width - list.width - 8)),
      top: Math.max(8, Math.min(top - host.top, host.height - list.height - 8)),
    })
  }, [left, top])
  return { ref, style }
}
