/**
 * Which rows are left when some are folded, without a list of all rows: the folded stretches alone, kept in order.
 * A fold hides the rows after `row` up to and including `closes`.
 */

export interface Fold {
  row: number
  closes: number
}

/** Sorted, and without those that lie inside another. */
export type Folds = readonly Fold[]

export function toggleFold(folds: Folds, fold: Fold): Folds {
  const without = folds.filter(({ row }) => row !== fold.row)
  return without.length < folds.length
    ? without
    : [...folds, fold].sort((a, b) => a.row - b.row || b.closes - a.closes)
}

/** Folds that nothing else hides: the ones that take rows away. */
export function outermost(folds: Folds): Folds {
  let end = -1
  return folds.filter((fold) => {
    if (fold.row <= end) return false
    end = fold.closes
    return true
  })
}

export function shownCount(total: number, outer: Folds): number {
  return outer.reduce((left, { row, closes }) => left - (closes - row), total)
}

/** The row that stands at a place of what is shown. */
export function rowAt(outer: Folds, shown: number): number {
  let row = shown
  for (const fold of outer) {
    if (fold.row >= row) break
    row += fold.closes - fold.row
  }
  return row
}
