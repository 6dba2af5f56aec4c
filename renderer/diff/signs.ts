/** How a kind of difference is shown where there is room for one letter. */
import type { Kind } from '../../runtime/model/compare.ts'

export const signs: Readonly<Record<Kind, { sign: string; words: string }>> = {
  added: { sign: '+', words: 'New' },
  removed: { sign: '−', words: 'Gone' },
  changed: { sign: '~', words: 'Changed' },
}
