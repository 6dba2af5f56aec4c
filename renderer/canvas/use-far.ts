import { useStore } from '@xyflow/react'

/** Below this zoom words can no longer be read: only names and colours are drawn. */
export const far = 0.4

export function useIsFar(): boolean {
  return useStore(({ transform }) => transform[2] < far)
}
