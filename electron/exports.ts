/**
 * Exports of the open project, each made by a process of its own: the same that `patchbay export` does. It is told the values
 * of the project's secrets so that none of them goes out, and ends when it is done.
 */
import { once } from 'node:events'
import { utilityProcess } from 'electron'
import type {
  ExportOrder,
  ExportPreview,
  ExportProgress,
  ExportSaid,
  ExportTarget,
} from '../runtime/model/export.ts'
import { Failure } from '../runtime/model/failure.ts'
import { distFile } from './places.ts'

export interface Exported {
  folder: string
  preview: ExportPreview
}

type Project = Pick<ExportOrder, 'folder' | 'secrets'>

export class Exports {
  /** Where the last one went. */
  last: string | undefined
  /** Where one was refused, because something else is there. */
  #taken: string | undefined
  readonly #project: () => Project
  readonly #onProgress: (progress: ExportProgress) => void

  constructor(project: () => Project, onProgress: (progress: ExportProgress) => void) {
    this.#project = project
    this.#onProgress = onProgress
  }

  async preview(target: ExportTarget): Promise<ExportPreview> {
    const { preview } = await this.#run({ ...this.#project(), target })
    return preview
  }

  /** @throws Failure EXPORT_REFUSED with the reason. */
  async write(target: ExportTarget, out: string, force = false): Promise<Exported> {
    this.#taken = undefined
    const { preview, out: written } = await this.#run({ ...this.#project(), target, out, force })
    if (written === undefined) throw new Failure('EXPORT_REFUSED', preview.refusals.join(' '))
    this.last = out
    return { folder: out, preview }
  }

  /** To the folder that was refused last: the page names none, so that it can have none replaced that the user did not choose. */
  async replace(target: ExportTarget): Promise<Exported> {
    const out = this.#taken
    if (out === undefined) throw new Failure('EXPORT_REFUSED', 'There is nothing to replace.')
    return this.write(target, out, true)
  }

  async #run(order: ExportOrder): Promise<Extract<ExportSaid, { kind: 'made' }>> {
    const child = utilityProcess.fork(distFile('runtime', 'exporter.js'), [], {
      serviceName: 'Patchbay export',
      stdio: 'inherit',
    })
    let told: ExportSaid | undefined
    child.on('message', (said: ExportSaid) => {
      if (said.kind === 'step') this.#onProgress({ step: said.step, done: said.done, of: said.of })
      else {
        told = said
        child.kill()
      }
    })
    child.postMessage(order)
    await once(child, 'exit')
    if (told?.kind === 'made') return told
    if (told?.kind !== 'failed') {
      throw new Failure('EXPORT_REFUSED', 'The export ended before it was done.')
    }
    const { message, isTaken } = told
    if (isTaken) this.#taken = order.out
    throw new Failure('EXPORT_REFUSED', message, { details: { isTaken } })
  }
}
