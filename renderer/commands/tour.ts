import { openTour } from '../tour/tour-store.ts'
import { type Command, hasProject } from './command.ts'

/** Goes on where it was left; over, from the beginning. */
export const startTour: Command = {
  id: 'startTour',
  title: 'Take the tour',
  group: 'View',
  isEnabled: hasProject,
  run: () => openTour(),
}
