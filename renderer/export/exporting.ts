/** One export, as the dialog shows it: looked at first, then written. */
import { createStore } from 'zustand/vanilla'
import type { ExportPreview, ExportProgress, ExportTarget } from '../../runtime/model/export.ts'
import type { FailureData } from '../../runtime/model/failure.ts'
import { desktop } from '../desktop.ts'
import { failureOf } from '../store/failure.ts'
import { flush } from '../store/save.ts'

export interface Exporting {
  target: ExportTarget
  /** What is under way; undefined: it is our turn. */
  doing: 'looking' | 'writing' | undefined
  progress: ExportProgress | undefined
  preview: ExportPreview | undefined
  /** The folder it is in now. */
  folder: string | undefined
  failure: FailureData | undefined
  /** It was refused because something else is in the folder. */
  isTaken: boolean
}

const nothing: Exporting = {
  target: 'node',
  doing: undefined,
  progress: undefined,
  preview: undefined,
  folder: undefined,
  failure: undefined,
  isTaken: false,
}

export const exportStore = createStore<Exporting>(() => nothing)

/** What would be written. The last wish counts: what was asked before is not shown any more. */
export async function look(target: ExportTarget): Promise<void> {
  exportStore.setState({ ...nothing, target, doing: 'looking' })
  await doing('looking', target, async () => {
    await flush()
    return { preview: await desktop().previewExport(target) }
  })
}

/** Asks where. @param replace The folder that was refused is meant, whatever is there. */
export async function write(replace = false): Promise<void> {
  const { target } = exportStore.getState()
  exportStore.setState({ doing: 'writing', failure: undefined, isTaken: false })
  await doing('writing', target, async () => {
    await flush()
    return (await desktop().exportProject({ target, replace })) ?? {}
  })
}

async function doing(
  what: Exporting['doing'],
  target: ExportTarget,
  work: () => Promise<Partial<Exporting>>,
): Promise<void> {
  const isOurs = () => {
    const state = exportStore.getState()
    return state.target === target && state.doing === what
  }
  const told = await work().catch((thrown): Partial<Exporting> => {
    const failure = failureOf(thrown)
    return { failure, isTaken: failure.details?.isTaken === true }
  })
  if (isOurs()) exportStore.setState({ ...told, doing: undefined, progress: undefined })
}

/** Hears how far it is; returns the undoing. */
export function followProgress(): () => void {
  return desktop().on('onExportProgress', (progress) => {
    if (exportStore.getState().doing !== undefined) exportStore.setState({ progress })
  })
}
