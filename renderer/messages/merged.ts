/** The rows of the table: what arrived while we looked, and what was found of the past. Pure. */
import type { ExchangeSummary } from '../../runtime/model/trace.ts'

/** Both newest first; so is what comes out, each once, by the later word. */
export function merged(
  arrived: readonly ExchangeSummary[],
  found: readonly ExchangeSummary[],
): readonly ExchangeSummary[] {
  const [newest, oldest] = [found[0], arrived.at(-1)]
  if (!newest) return arrived
  if (!oldest) return found
  if (newest.seq < oldest.seq) return [...arrived, ...found]
  const known = new Set(arrived.map(({ cid, seq }) => `${seq} ${cid}`))
  const all = [...arrived, ...found.filter(({ cid, seq }) => !known.has(`${seq} ${cid}`))]
  return all.sort((one, other) => other.seq - one.seq)
}
