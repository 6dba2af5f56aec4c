/** How long the window stood still while something went on: between two pictures, and in one task of its thread. */
import type { Page } from 'playwright-core'

export interface Gap {
  /** Milliseconds between two pictures, the longest. */
  picture: number
  /** Milliseconds of the longest task; 0: none was over 50. */
  task: number
}

interface Recording {
  picture: number
  task: number
  observer: PerformanceObserver
}

// What page.evaluate runs is in the page.
declare const window: Window & { standstill?: Recording }

export async function longestGap(page: Page, run: () => Promise<void>): Promise<Gap> {
  await page.evaluate(begin)
  await run()
  return page.evaluate(end)
}

function begin(): void {
  const recording: Recording = {
    picture: 0,
    task: 0,
    observer: new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        recording.task = Math.max(recording.task, duration)
    }),
  }
  recording.observer.observe({ type: 'longtask' })
  window.standstill = recording
  let last = performance.now()
  const next = (now: number) => {
    if (window.standstill !== recording) return
    recording.picture = Math.max(recording.picture, now - last)
    last = now
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
}

/** One more picture first: what was held back belongs to it. */
function end(): Promise<Gap> {
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const { picture = 0, task = 0, observer } = window.standstill ?? {}
        observer?.disconnect()
        delete window.standstill
        resolve({ picture: Math.round(picture), task: Math.round(task) })
      }),
    )
  })
}
