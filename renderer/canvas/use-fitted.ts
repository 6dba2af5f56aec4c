/** Keeps the flow in view while panes open and close beside it. */
import { type RefObject, useEffect, useRef } from 'react'
import { selectionStore } from '../store/selection.ts'
import { canvasView, fitOptions, keepInView } from './handle.ts'

/**
 * Until a hand moves the view, the whole flow stays in it, whatever pane opens beside it. After that it still does not
 * disappear behind a pane: what was wholly to be seen before is after.
 */
export function useKeptFitted(host: RefObject<HTMLDivElement | null>, isFitted: boolean) {
  const fitted = useRef(isFitted)
  useEffect(() => {
    const element = host.current
    if (!element) return
    let before = sizeOf(element)
    const observer = new ResizeObserver(() => {
      const now = sizeOf(element)
      const isCut = isWholeIn(before) && !isWholeIn(now)
      before = now
      void (fitted.current || isCut ? fitAgain() : keepChosenInView())
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return fitted
}

/** Never so small that it cannot be read; then what is selected matters more than the whole. */
async function fitAgain(): Promise<void> {
  // With nothing to fit it would wait for the first node, and take it away from where it was put.
  if (!canvasView()?.getNodes().length) return
  await canvasView()?.fitView({ ...fitOptions, minZoom: 0.6 })
  keepChosenInView()
}

interface Size {
  width: number
  height: number
}

function sizeOf(element: HTMLElement): Size {
  return { width: element.clientWidth, height: element.clientHeight }
}

/** Would all nodes be seen, were the canvas of this size? */
function isWholeIn({ width, height }: Size): boolean {
  const view = canvasView()
  if (!view) return false
  const { x, y, zoom } = view.getViewport()
  const bounds = view.getNodesBounds(view.getNodes())
  const left = bounds.x * zoom + x
  const top = bounds.y * zoom + y
  return (
    left >= 0 &&
    top >= 0 &&
    left + bounds.width * zoom <= width &&
    top + bounds.height * zoom <= height
  )
}

function keepChosenInView(): void {
  const { nodes } = selectionStore.getState()
  if (nodes[0] !== undefined) keepInView(nodes[0])
}
