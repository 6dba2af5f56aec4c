/** The one stretch in which two texts differ. Carets, folds and marks outside of it stay where they are. */

export interface TextEdit {
  /** Offsets in the old text; `to` is not included. */
  from: number
  to: number
  text: string
}

/** undefined: the texts are equal. */
export function minimalEdit(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from++
  let tail = 0
  while (tail < most - from && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) }
}
