/** The comparison's tab, beside those of the flows. */
import { GitCompareArrows, X } from 'lucide-react'
import { CommandButton } from '../ui/command-button.tsx'
import { diffStore, useDiff } from './store.ts'

export function DiffTab() {
  const isOpen = useDiff((state) => state.isOpen)
  const isShown = useDiff((state) => state.isShown)
  if (!isOpen) return null
  return (
    <button
      type="button"
      role="tab"
      className="tab"
      aria-selected={isShown}
      onClick={() => diffStore.setState({ isShown: true })}
    >
      <GitCompareArrows size={14} />
      <span className="cut">Changes</span>
    </button>
  )
}

/** Beside the list of tabs: what stands in that is a tab. */
export function CloseDiff() {
  const isOpen = useDiff((state) => state.isOpen)
  if (!isOpen) return null
  return (
    <CommandButton id="closeChanges" className="tab-add">
      <X size={14} />
    </CommandButton>
  )
}
