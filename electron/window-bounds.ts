/** Where the window opens: where it was, or centred; always on a screen that is there. */
import { z } from 'zod'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export const smallest = { width: 1024, height: 640 } as const
const usual = { width: 1680, height: 1000 } as const

export const boundsSchema = z.object({
  bounds: z
    .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
    .optional(),
  isMaximized: z.boolean().default(false),
})
export type SavedBounds = z.infer<typeof boundsSchema>

/**
 * @param saved undefined: never opened before
 * @param screens the usable areas of all screens, the main one first; in device-independent pixels
 */
export function fitBounds(
  saved: Rectangle | undefined,
  screens: readonly [Rectangle, ...Rectangle[]],
): Rectangle {
  const screen = saved && screens.find((area) => overlap(saved, area) > 0)
  if (!saved || !screen) return centred(usual, screens[0])
  const { width, height } = clip(saved, screen)
  return {
    x: Math.min(Math.max(saved.x, screen.x), screen.x + screen.width - width),
    y: Math.min(Math.max(saved.y, screen.y), screen.y + screen.height - height),
    width,
    height,
  }
}

function centred(size: { width: number; height: number }, screen: Rectangle): Rectangle {
  const { width, height } = clip(size, screen)
  return {
    x: screen.x + Math.floor((screen.width - width) / 2),
    y: screen.y + Math.floor((screen.height - height) / 2),
    width,
    height,
  }
}

function clip(size: { width: number; height: number }, screen: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, smallest.width), screen.width),
    height: Math.min(Math.max(size.height, smallest.height), screen.height),
  }
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(width, 0) * Math.max(height, 0)
}
