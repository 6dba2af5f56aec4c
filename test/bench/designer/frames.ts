/** What the window's own clock says: how long its pictures were apart while something went on. */
import type { Page } from 'playwright-core'

export interface Frames {
  /** Pictures in a second, over the whole. */
  perSecond: number
  /** Milliseconds between two pictures: half are shorter, 95 of 100 are, the longest. */
  median: number
  p95: number
  longest: number
  count: number
}

/** Runs it, and tells of the pictures that were drawn meanwhile. */
export async function framesDuring(page: Page, run: () => Promise<void>): Promise<Frames> {
  await page.evaluate(startRecording)
  await run()
  return framesOf(await page.evaluate(stopRecording))
}

declare global {
  interface Window {
    recorded?: number[]
  }
}

function startRecording(): Promise<void> {
  const times: number[] = []
  window.recorded = times
  return new Promise((resolve) => {
    const next = (time: number) => {
      if (window.recorded !== times) return
      times.push(time)
      requestAnimationFrame(next)
      resolve()
    }
    requestAnimationFrame(next)
  })
}

/** One more picture first: what the last gesture left to do belongs to it. */
function stopRecording(): Promise<number[]> {
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const times = window.recorded ?? []
        delete window.recorded
        resolve(times)
      }),
    )
  })
}

function framesOf(times: readonly number[]): Frames {
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time))
  const sorted = [...gaps].sort((one, other) => one - other)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const whole = (times.at(-1) ?? 0) - (times[0] ?? 0)
  return {
    perSecond: whole === 0 ? 0 : (gaps.length * 1000) / whole,
    median: at(0.5),
    p95: at(0.95),
    longest: sorted.at(-1) ?? 0,
    count: gaps.length,
  }
}
