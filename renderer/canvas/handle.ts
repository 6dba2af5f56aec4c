/** The open canvas, for commands that turn between its coordinates and the window's. One canvas at a time. */
import type { ReactFlowInstance } from '@xyflow/react'
import type { Spot } from '../edits/flow.ts'
import type { Drawn, Line } from './to-canvas.ts'

export type CanvasView = ReactFlowInstance<Drawn, Line>

/** Room for what runs around the cards: answers go back under them. */
export const fitOptions = {
  padding: { top: '30px', right: '48px', bottom: '64px', left: '36px' },
  maxZoom: 1,
} as const

let view: CanvasView | undefined
let element: HTMLElement | undefined
/** Where the pointer is over the canvas, in window coordinates. */
let over: { left: number; top: number } | undefined

export function setCanvasView(next: CanvasView | undefined, host: HTMLElement | undefined): void {
  view = next
  element = host
  over = undefined
}

export function notePointer(next: typeof over): void {
  over = next
}

export function canvasView(): CanvasView | undefined {
  return view
}

/** Flow coordinates under the pointer; undefined when it is not over the canvas. */
export function pointer(): Spot | undefined {
  return over && view?.screenToFlowPosition({ x: over.left, y: over.top })
}

/** Where a new node goes when nobody points: under the pointer, else the middle of what is seen. */
export function defaultSpot(): Spot {
  const pointed = pointer()
  if (pointed) return pointed
  const box = element?.getBoundingClientRect()
  if (!box || !view) return { x: 0, y: 0 }
  return view.screenToFlowPosition({ x: box.x + box.width / 2 - 99, y: box.y + box.height / 3 })
}

export function screenOf(spot: Spot): { left: number; top: number } {
  const { x, y } = view?.flowToScreenPosition(spot) ?? spot
  return { left: x, top: y }
}

/** As it was measured; undefined: it is not drawn. */
export function sizeOnCanvas(id: string): { width: number; height: number } | undefined {
  const { width, height } = view?.getInternalNode(id)?.measured ?? {}
  return width === undefined || height === undefined ? undefined : { width, height }
}

/** What is to be given the keys back in the canvas's stead: the outline, while somebody works there. */
let instead: (() => HTMLElement | undefined) | undefined

export function keysCameFrom(other: typeof instead): void {
  instead = other
}

/** Gives the canvas the keys; the outline, when they came from there. */
export function focusCanvas(): void {
  const other = instead?.()
  if (other?.isConnected) other.focus()
  else element?.focus()
}

/** Moves the view only when the node is not wholly in it. */
export function keepInView(id: string): void {
  const node = view?.getInternalNode(id)
  const box = element?.getBoundingClientRect()
  if (!view || !node || !box) return
  const { x, y } = node.internals.positionAbsolute
  const { width = 198, height = 84 } = node.measured
  const start = view.flowToScreenPosition({ x, y })
  const end = view.flowToScreenPosition({ x: x + width, y: y + height })
  const isSeen =
    start.x >= box.left && start.y >= box.top && end.x <= box.right && end.y <= box.bottom
  if (!isSeen) void view.setCenter(x + width / 2, y + height / 2, { zoom: view.getZoom() })
}
