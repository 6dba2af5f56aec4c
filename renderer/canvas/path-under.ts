/** The way of an answer back to its channel: out to the right, under all cards between, up into the channel. Pure. */
export interface Ends {
  sourceX: number
  sourceY: number
  targetX: number
  targetY: number
}

const corner = 14
const out = 22

/** With the middle of its level part, where its words stand. */
export function pathUnder(
  { sourceX, sourceY, targetX, targetY }: Ends,
  under: number,
): [path: string, x: number, y: number] {
  const right = sourceX + out
  const level = Math.max(under, sourceY + 2 * corner, targetY + 2 * corner)
  const path = [
    `M ${sourceX} ${sourceY}`,
    `L ${right - corner} ${sourceY}`,
    `Q ${right} ${sourceY} ${right} ${sourceY + corner}`,
    `L ${right} ${level - corner}`,
    `Q ${right} ${level} ${right - corner} ${level}`,
    `L ${targetX + corner} ${level}`,
    `Q ${targetX} ${level} ${targetX} ${level - corner}`,
    `L ${targetX} ${targetY}`,
  ].join(' ')
  return [path, (right + targetX) / 2, level]
}
