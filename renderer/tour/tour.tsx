/**
 * A few words beside the thing they are about. Nothing is blocked meanwhile: whoever wants to try what is shown does so, and
 * goes on afterwards. Escape lays it aside, and it goes on from there the next time.
 */
import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { focusCanvas } from '../canvas/handle.ts'
import { commandOf } from '../commands/all.ts'
import { isMac, keyWords } from '../commands/keys.ts'
import { keysNow } from '../commands/keys-now.ts'
import { useView } from '../store/view.ts'
import { placeBeside } from './place-beside.ts'
import { tourSteps } from './tour-steps.ts'
import { endTour, goToStep, pauseTour } from './tour-store.ts'
import { useBoxOf } from './use-box-of.ts'

export function Tour() {
  const isOpen = useView((view) => view.touring)
  const at = useView((view) => view.tour.step)
  const step = tourSteps[at]
  return isOpen && step ? <Shown at={at} /> : null
}

function Shown({ at }: { at: number }) {
  const { title, text, at: where } = tourSteps[at] ?? { title: '', text: '', at: '' }
  const card = useRef<HTMLDivElement>(null)
  const box = useBoxOf(where)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step is read out, so each takes the focus
  useEffect(() => card.current?.focus(), [at])
  const isLast = at === tourSteps.length - 1
  const leave = (how: () => void) => {
    how()
    focusCanvas()
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    leave(pauseTour)
  }
  return (
    <>
      {box && (
        <div
          className="tour-ring"
          style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
        />
      )}
      <div
        ref={card}
        className="tour"
        role="dialog"
        aria-modal="false"
        aria-label={`Tour, ${at + 1} of ${tourSteps.length}: ${title}`}
        aria-describedby="tour-text"
        tabIndex={-1}
        style={placeBeside(box, { width: innerWidth, height: innerHeight })}
        onKeyDown={press}
      >
        <header>
          <b className="grow">{title}</b>
          <button
            type="button"
            className="btn small icon ghost"
            aria-label="Lay the tour aside"
            onClick={() => leave(pauseTour)}
          >
            <X size={13} />
          </button>
        </header>
        <p id="tour-text">{withKeys(text)}</p>
        <footer>
          <span className="muted grow">
            {at + 1} of {tourSteps.length}
          </span>
          {!isLast && (
            <button type="button" className="btn small ghost" onClick={() => leave(endTour)}>
              Skip
            </button>
          )}
          {at > 0 && (
            <button type="button" className="btn small" onClick={() => goToStep(at - 1)}>
              Back
            </button>
          )}
          <button
            type="button"
            className="btn small primary"
            onClick={() => (isLast ? leave(endTour) : goToStep(at + 1))}
          >
            {isLast ? 'Done' : 'Next'}
          </button>
        </footer>
      </div>
    </>
  )
}

function withKeys(text: string): string {
  return text.replace(/\{(\w+)\}/g, (_all, id: string) => {
    const [first] = keysNow(id)
    return first ? keyWords(first, isMac) : `“${commandOf(id)?.title}”`
  })
}
