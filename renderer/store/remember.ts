/** Which panes are open, and which flow of each project is looked at, kept between sessions in the window's own storage; the sizes are kept by the panels themselves. */
import * as z from 'zod'
import { projectStore } from './project.ts'
import { selectionStore } from './selection.ts'
import { dockTabs, leftTabs, setView, viewStore } from './view.ts'

const key = 'patchbay:panes'

const panesSchema = z.object({
  left: z.enum(leftTabs),
  showLeft: z.boolean(),
  showRight: z.boolean(),
  showDock: z.boolean(),
  dock: z.enum(dockTabs),
})

/** Returns the undoing. */
export function keepPanes(storage: Pick<Storage, 'getItem' | 'setItem'>): () => void {
  const panes = read(storage.getItem(key))
  if (panes) setView(panes)
  return viewStore.subscribe((view, before) => {
    const now = JSON.stringify(panesSchema.parse(view))
    if (now !== JSON.stringify(panesSchema.parse(before))) storage.setItem(key, now)
  })
}

function read(text: string | null): z.infer<typeof panesSchema> | undefined {
  if (text === null) return undefined
  try {
    return panesSchema.safeParse(JSON.parse(text)).data
  } catch {
    // Written by nobody of ours: the panes stand as they do on the first day.
    return undefined
  }
}

/** The flow that a project was left at. It may be gone. */
export function lastFlow(storage: Pick<Storage, 'getItem'>, folder: string): string | undefined {
  return storage.getItem(flowKey(folder)) ?? undefined
}

/** Returns the undoing. */
export function keepFlow(storage: Pick<Storage, 'setItem'>): () => void {
  return selectionStore.subscribe(({ flow }, before) => {
    const { folder } = projectStore.getState()
    if (folder && flow && flow !== before.flow) storage.setItem(flowKey(folder), flow)
  })
}

function flowKey(folder: string): string {
  return `patchbay:flow:${folder}`
}
