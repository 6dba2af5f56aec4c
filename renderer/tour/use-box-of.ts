/** Where an element is in the window just now, whatever moves it. */
import { useEffect, useState } from 'react'
import type { Box } from './place-beside.ts'

/** undefined: there is none. */
export function useBoxOf(selector: string): Box | undefined {
  const [box, setBox] = useState<Box>()
  useEffect(() => {
    let frame = 0
    let last = ''
    // Panes are dragged, cards move, tabs change: nothing tells of all that, and a look each frame costs next to nothing.
    const look = () => {
      const found = document.querySelector(selector)?.getBoundingClientRect()
      const now = found && {
        left: found.left,
        top: found.top,
        width: found.width,
        height: found.height,
      }
      const text = JSON.stringify(now) ?? ''
      if (text !== last) setBox(now)
      last = text
      frame = requestAnimationFrame(look)
    }
    look()
    return () => cancelAnimationFrame(frame)
  }, [selector])
  return box
}
