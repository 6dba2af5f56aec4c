/**
 * An export for the designer, as a process of its own (an Electron utility process): told once what to export, it says how far
 * it is and what became of it; then the shell ends it. What is written is what `patchbay export` writes.
 */
import type { ParentPort } from 'electron'
import { makeExport } from './export/make.ts'
import { FolderTaken, writeExport } from './export/write.ts'
import type { ExportOrder, ExportSaid } from './model/export.ts'
import { placeText } from './model/place.ts'
import { openFolder } from './server/open.ts'

const parent = (process as NodeJS.Process & { parentPort: ParentPort }).parentPort

function say(said: ExportSaid): void {
  parent.postMessage(said)
}

async function carryOut({ folder, target, secrets, out, force }: ExportOrder): Promise<void> {
  const opened = await openFolder(folder)
  const made = await makeExport(opened, {
    target,
    secrets: new Map(Object.entries(secrets)),
    onStep: (step, done, of) => say({ kind: 'step', step, done, of }),
  })
  const isWritten = out !== undefined && made.refusals.length === 0
  if (isWritten) {
    await writeExport(made.files, out, {
      project: folder,
      force: force ?? false,
      onFile: (done, of) => say({ kind: 'step', step: 'write', done, of }),
    })
  }
  const { files, refusals, problems, warnings, missing, off } = made
  say({
    kind: 'made',
    preview: {
      files: [...files].map(([path, { length }]) => ({ path, size: length })),
      ...{ refusals, warnings, missing, off },
      problems: problems.map(({ severity, message, at }) => ({
        severity,
        text: `${placeText(at)}: ${message}`,
      })),
    },
    ...(isWritten ? { out } : {}),
  })
}

parent.once('message', ({ data }) => {
  carryOut(data as ExportOrder).catch((error: Error) =>
    say({ kind: 'failed', message: error.message, isTaken: error instanceof FolderTaken }),
  )
})
