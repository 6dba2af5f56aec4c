/** 100 MiB in the real window: how long it stood still while they came in, were looked at, replayed and sent. */
import { rmSync } from 'node:fs'
import { freePort } from '../../peers/free-port.ts'
import { launchApp } from '../../support/electron.ts'
import { handsOn } from '../../support/hands.ts'
import { type Large, largeProject, useLarge } from '../../support/large-payload.ts'
import { folderOf } from './folder.ts'

export async function measurePayload(): Promise<Large> {
  const port = await freePort()
  const folder = folderOf(largeProject(port))
  const running = await launchApp({ project: folder })
  try {
    running.page.setDefaultTimeout(60_000)
    const hands = handsOn(running.page)
    await hands.canvas.waitFor()
    await hands.pid()
    return await useLarge(running, `http://127.0.0.1:${port}/in`, folder)
  } finally {
    await running.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
