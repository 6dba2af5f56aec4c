/** Keeps the flow in view while panes open and close beside it. */
import { type RefObject, useEffect, useRef } from 'react'
import { selectionStore } from '../store/selection.ts'
import { canvasView, fitOptions, keepInView } from './handle.ts'

/** Until a hand moves the view, the whole flow stays in it, whatever pane opens beside it. */
export function useKeptFitted(host: RefObject<HTMLDivElement | null>, isFitted: boolean) {
  const fitted = useRef(isFitted)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      void (fitted.current ? fitAgain() : keepChosenInView())
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return fitted
}

/** Never so small that it cannot be read; then what is selected matters more than the whole. */
async function fitAgain(): Promise<void> {
  await canvasView()?.fitView({ ...fitOptions, minZoom: 0.6 })
  keepChosenInView()
}

function keepChosenInView(): void {
  const { nodes } = selectionStore.getState()
  if (nodes[0] !== undefined) keepInView(nodes[0])
}
