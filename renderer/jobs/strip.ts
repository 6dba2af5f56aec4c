/** Where runs stand on a strip of time: the last ones at the left of now, the next at its right, each side with a scale of its own. Pure. */
import { outcomeFaces, type Runs, type Tone } from './runs.ts'

export interface Mark {
  /** 0: the left end, 1: the right. */
  at: number
  tone: Tone | 'ahead' | 'gap'
}

export interface Strip {
  marks: readonly Mark[]
  /** Milliseconds that each side stands for; 0: nothing is there. */
  behind: number
  ahead: number
}

/** Where now is. */
export const middle = 0.3

export function stripOf({ ahead, behind }: Runs, now: number): Strip {
  const oldest = behind.at(-1)?.at ?? now
  const last = ahead.at(-1)?.at ?? now
  const [past, future] = [Math.max(0, now - oldest), Math.max(0, last - now)]
  const marks = [
    ...behind.map(({ at, outcome }) => ({
      at: past === 0 ? middle : middle * (1 - clamp((now - at) / past)),
      tone: outcomeFaces[outcome].tone,
    })),
    ...ahead.map(({ at, note }) => ({
      at: future === 0 ? middle : middle + (1 - middle) * clamp((at - now) / future),
      tone: note === '' ? ('ahead' as const) : ('gap' as const),
    })),
  ]
  return { marks, behind: past, ahead: future }
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part))
}

/** Roughly, for a scale: `40 s`, `25 min`, `8 h`, `3 days`, `14 months`, `4 years`. Takes milliseconds. */
export function spanText(milliseconds: number): string {
  const steps = [
    [1000, 90, 's'],
    [60_000, 90, 'min'],
    [3_600_000, 48, 'h'],
    [86_400_000, 60, 'days'],
    [2_629_746_000, 24, 'months'],
  ] as const
  for (const [unit, most, word] of steps) {
    const count = Math.round(milliseconds / unit)
    if (count <= most) return `${count} ${word}`
  }
  return `${Math.round(milliseconds / 31_556_952_000)} years`
}
