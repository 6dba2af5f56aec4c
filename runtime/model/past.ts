/** What git knows of a project's folder, as it is told to the window. */

export interface PastCommit {
  /** In hex, whole. */
  id: string
  author: string
  /** Epoch milliseconds. */
  at: number
  /** The first line of its words. */
  title: string
}

export type Past =
  /** The folder is in no repository. */
  | { state: 'none' }
  /** Nothing is committed yet. */
  | { state: 'empty'; branch?: string }
  /** untracked: no commit has the folder. */
  | {
      state: 'ready' | 'untracked'
      head: PastCommit
      /** Left out: HEAD is detached. */
      branch?: string
      /** That changed the folder, newest first. */
      commits: readonly PastCommit[]
      /** There are older ones that were not looked for. */
      isCut: boolean
    }

export function shortId(id: string): string {
  return id.slice(0, 8)
}
