/** 2,000 nodes on one canvas, in the real window: how many pictures a second while it is panned and nodes are dragged. */
import { rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { bigFlow } from '../../support/big-flow.ts'
import { launchApp } from '../../support/electron.ts'
import { cpuOf } from './cpu.ts'
import { folderOf } from './folder.ts'
import { type Frames, framesDuring } from './frames.ts'

export interface Measured {
  name: string
  frames: Frames
  /** Milliseconds of processor time that all processes of the app took for each move of the hand: what a busy machine does
   *  not change. undefined: not known on this system. */
  cpu: number | undefined
  /** Cards in the page at that moment. */
  cards: number
}

const moves = 60

export async function measureCanvas(): Promise<Measured[]> {
  const folder = folderOf(bigFlow())
  const running = await launchApp({ project: folder })
  try {
    const { page } = running
    page.setDefaultTimeout(60_000)
    await page.locator('.react-flow__node').first().waitFor()
    await page.getByTestId('canvas').click({ position: { x: 4, y: 4 } })
    const pids = await running.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid))
    const measured: Measured[] = []
    for (const [name, keys] of zooms) {
      for (const key of keys) await page.keyboard.press(key)
      await settled(page)
      const add = async (what: string, run: () => Promise<void>) => {
        const before = cpuOf(pids)
        const frames = await framesDuring(page, run)
        const after = cpuOf(pids)
        const cpu =
          before === undefined || after === undefined ? undefined : (after - before) / moves
        const cards = await page.locator('.react-flow__node').count()
        measured.push({ name: `${what}, ${name}`, frames, cpu, cards })
      }
      await add('panned', () => pan(page))
      await add('a node dragged', () => dragOne(page))
    }
    return measured
  } finally {
    await running.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** By the keys a person has: as far out as it goes, 100 %, and four steps out from there. */
const zooms: readonly (readonly [string, readonly string[]])[] = [
  ['at 15 %', ['1']],
  ['at 100 %', ['0']],
  ['at about 50 %', ['-', '-', '-', '-']],
]

/** What a zoom set going has come to rest: the same picture twice. */
async function settled(page: Page): Promise<void> {
  const viewport = page.locator('.react-flow__viewport')
  let before = ''
  for (;;) {
    const now = (await viewport.getAttribute('style')) ?? ''
    if (now === before) return
    before = now
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 250))),
    )
  }
}

async function pan(page: Page): Promise<void> {
  const box = await page.getByTestId('canvas').boundingBox()
  if (!box) throw new Error('The canvas is not to be seen.')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let move = 0; move < moves; move++) {
    const back = Math.floor(move / 15) % 2 === 1
    await page.mouse.wheel(back ? -40 : 40, back ? -12 : 12)
  }
}

async function dragOne(page: Page): Promise<void> {
  const spot = await cardInView(page)
  await page.mouse.move(spot.x, spot.y)
  await page.mouse.down()
  for (let move = 1; move <= moves; move++) {
    const turn = (move / moves) * 4 * Math.PI
    await page.mouse.move(spot.x + Math.sin(turn) * 90, spot.y + (1 - Math.cos(turn)) * 60)
  }
  await page.mouse.up()
}

/** The middle of a card that is wholly in view. */
async function cardInView(page: Page): Promise<{ x: number; y: number }> {
  const spot = await page.evaluate(() => {
    const host = document.querySelector('.canvas')?.getBoundingClientRect()
    const cards = [...document.querySelectorAll('.react-flow__node')]
    const boxes = cards.map((card) => card.getBoundingClientRect())
    const box = boxes.find(
      ({ left, right, top, bottom }) =>
        host !== undefined &&
        left > host.left + host.width / 3 &&
        right < host.right &&
        top > host.top + host.height / 4 &&
        bottom < host.bottom,
    )
    return box && { x: box.left + box.width / 2, y: box.top + box.height / 3 }
  })
  if (!spot) throw new Error('No card is in view.')
  return spot
}
