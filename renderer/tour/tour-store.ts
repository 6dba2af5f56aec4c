/** Where the tour is. Kept by the shell, so that it goes on where it was left. */
import { desktop } from '../desktop.ts'
import { setView, viewStore } from '../store/view.ts'
import { tourSteps } from './tour-steps.ts'

/** Goes on where it was left; over, from the beginning. */
export function openTour(): void {
  const { tour } = viewStore.getState()
  goToStep(tour.isOver ? 0 : Math.min(tour.step, tourSteps.length - 1))
}

/** Past the last step it is over. */
export function goToStep(step: number): void {
  if (step >= tourSteps.length) {
    endTour()
    return
  }
  tourSteps[step]?.show?.()
  setView({ touring: true })
  keep({ step: Math.max(0, step), isOver: false })
}

/** It can be gone on with. */
export function pauseTour(): void {
  setView({ touring: false })
}

/** It is not offered any more. */
export function endTour(): void {
  setView({ touring: false })
  keep({ step: 0, isOver: true })
}

function keep(tour: { step: number; isOver: boolean }): void {
  setView({ tour })
  void desktop().changeSettings({ tour })
}
