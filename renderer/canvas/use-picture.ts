/** The picture of a flow as React Flow is handed it: projected from the project, kept where nothing changed. */
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useProject } from '../store/project.ts'
import { useSelection } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { type Drawn, type Line, type Picture, toCanvas } from './to-canvas.ts'

export function usePicture(flow: string): Picture {
  const project = useProject((state) => state.project)
  const before = useRef<Picture>({ cards: [], frames: [], lines: [] })
  return useMemo(() => {
    before.current = toCanvas(project, flow, servicesOf(project), before.current)
    return before.current
  }, [project, flow])
}

/** React Flow measures cards and moves them while they are dragged; all else comes from the picture. */
export function useCards(picture: Picture) {
  const selected = useSelection((selection) => selection.nodes)
  const [cards, setCards] = useState<Drawn[]>([])
  useLayoutEffect(() => {
    setCards((old) => {
      const known = new Map(old.map((card) => [card.id, card]))
      const isChosen = new Set(selected)
      return [...picture.frames, ...picture.cards].map((card): Drawn => {
        const was = known.get(card.id)
        const isSelected = isChosen.has(card.id)
        if (
          was &&
          was.data === card.data &&
          sameSpot(was, card) &&
          was.selected === isSelected &&
          sameSize(was, card)
        ) {
          return was
        }
        const zIndex = (card.zIndex ?? 0) + (isSelected && card.type !== 'frame' ? raised : 0)
        return { ...was, ...card, zIndex, selected: isSelected } as Drawn
      })
    })
  }, [picture.cards, picture.frames, selected])
  return [cards, setCards] as const
}

/** What is selected lies over what is not; a group stays behind the nodes all the same. */
const raised = 1_000

function sameSize(one: Drawn, other: Drawn): boolean {
  return other.width === undefined || (one.width === other.width && one.height === other.height)
}

function sameSpot(one: Drawn, other: Drawn): boolean {
  return one.position.x === other.position.x && one.position.y === other.position.y
}

export function useLines(picture: Picture): Line[] {
  const selected = useSelection((selection) => selection.links)
  return useMemo(() => {
    const isChosen = new Set(selected)
    return picture.lines.map((line) => (isChosen.has(line.id) ? { ...line, selected: true } : line))
  }, [picture.lines, selected])
}
