/** Which deploy last brought each file, by path: remembered from the reports as they come. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { DeployReport } from '../../runtime/model/control.ts'
import { liveStore, touchedBy } from '../store/live.ts'

type Reports = Readonly<Record<string, DeployReport>>

// The first deploy is long done when the code is first looked at.
const brought = createStore<Reports>(() => broughtBy(liveStore.getState().deployed))

liveStore.subscribe(({ deployed }, before) => {
  if (deployed !== before.deployed) brought.setState(broughtBy(deployed))
})

function broughtBy(deployed: DeployReport | undefined): Reports {
  const touched = deployed ? [...touchedBy(deployed)] : []
  return Object.fromEntries(
    touched.flatMap((key) => (deployed && key.startsWith('services/') ? [[key, deployed]] : [])),
  )
}

export function useBrought(path: string): DeployReport | undefined {
  return useStore(brought, (reports) => reports[path])
}
