/** Is Ctrl (Cmd on macOS) held just now? */
import { useEffect, useState } from 'react'
import { isMac } from '../commands/keys.ts'

export function useIsModHeld(): boolean {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    const follow = (event: KeyboardEvent) => setHeld(isMac ? event.metaKey : event.ctrlKey)
    const forget = () => setHeld(false)
    window.addEventListener('keydown', follow)
    window.addEventListener('keyup', follow)
    window.addEventListener('blur', forget)
    return () => {
      window.removeEventListener('keydown', follow)
      window.removeEventListener('keyup', follow)
      window.removeEventListener('blur', forget)
    }
  }, [])
  return isHeld
}
