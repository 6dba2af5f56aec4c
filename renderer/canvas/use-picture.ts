/** The picture of a flow as React Flow is handed it: projected from the project, kept where nothing changed. */
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useProject } from '../store/project.ts'
import { useSelection } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { type Card, type Line, type Picture, toCanvas } from './to-canvas.ts'

export function usePicture(flow: string): Picture {
  const project = useProject((state) => state.project)
  const before = useRef<Picture>({ cards: [], lines: [] })
  return useMemo(() => {
    before.current = toCanvas(project, flow, servicesOf(project), before.current)
    return before.current
  }, [project, flow])
}

/** React Flow measures cards and moves them while they are dragged; all else comes from the picture. */
export function useCards(picture: Picture) {
  const selected = useSelection((selection) => selection.nodes)
  const [cards, setCards] = useState<Card[]>([])
  useLayoutEffect(() => {
    setCards((old) => {
      const known = new Map(old.map((card) => [card.id, card]))
      return picture.cards.map((card) => {
        const was = known.get(card.id)
        const isSelected = selected.includes(card.id)
        if (was && was.data === card.data && sameSpot(was, card) && was.selected === isSelected) {
          return was
        }
        return { ...was, ...card, selected: isSelected }
      })
    })
  }, [picture.cards, selected])
  return [cards, setCards] as const
}

function sameSpot(one: Card, other: Card): boolean {
  return one.position.x === other.position.x && one.position.y === other.position.y
}

export function useLines(picture: Picture): Line[] {
  const selected = useSelection((selection) => selection.links)
  return useMemo(
    () =>
      picture.lines.map((line) =>
        selected.includes(line.id) ? { ...line, selected: true } : line,
      ),
    [picture.lines, selected],
  )
}
