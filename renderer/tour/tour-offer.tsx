/** For who is new here and looks at a sample: the tour, other samples, or neither. It takes a line, and blocks nothing. */
import { Compass } from 'lucide-react'
import { useProject } from '../store/project.ts'
import { setView, useView } from '../store/view.ts'
import { tourSteps } from './tour-steps.ts'
import { endTour, openTour } from './tour-store.ts'

export function TourOffer() {
  const isWanted = useView(({ tour, touring }) => !tour.isOver && !touring)
  const step = useView((view) => view.tour.step)
  // A project that was made from a sample has an id that says so; of the empty one there is nothing to show.
  const isSample = useProject(({ folder, project }) =>
    folder === undefined ? false : /^(?!empty\.).+\.[\w-]{12}$/.test(project.settings.id),
  )
  if (!isWanted || !isSample) return null
  return (
    <section className="tour-offer" aria-label="New here?">
      <Compass size={15} aria-hidden="true" />
      <span className="grow">
        {step > 0
          ? `The tour waits at step ${step + 1} of ${tourSteps.length}.`
          : `New here? This is a sample that runs. A tour of ${tourSteps.length} steps shows you around.`}
      </span>
      <button type="button" className="btn small primary" onClick={openTour}>
        {step > 0 ? 'Go on' : 'Take the tour'}
      </button>
      <button type="button" className="btn small" onClick={() => setView({ over: 'samples' })}>
        Other samples
      </button>
      <button type="button" className="btn small ghost" onClick={endTour}>
        No, thanks
      </button>
    </section>
  )
}
