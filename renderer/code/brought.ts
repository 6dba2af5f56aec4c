/** Which deploy last brought each file, by path: remembered from the reports as they come. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { DeployReport } from '../../runtime/model/control.ts'
import { liveStore, touchedBy } from '../store/live.ts'

const brought = createStore<Readonly<Record<string, DeployReport>>>(() => ({}))

liveStore.subscribe(({ deployed }, before) => {
  if (!deployed || deployed === before.deployed) return
  const touched = [...touchedBy(deployed)].filter((key) => key.startsWith('services/'))
  if (touched.length > 0)
    brought.setState(Object.fromEntries(touched.map((path) => [path, deployed])))
})

export function useBrought(path: string): DeployReport | undefined {
  return useStore(brought, (reports) => reports[path])
}
