/** What a newcomer is shown, at the things themselves. Seven steps at the most: more is not a tour but a manual. */
import { setView, showDock } from '../store/view.ts'

export interface TourStep {
  title: string
  /** `{save}` stands for the keys that the command of that id has just now. */
  text: string
  /** Where it points; what is not there is only spoken of. */
  at: string
  /** Brings into view what is pointed at. */
  show?(): void
}

export const tourSteps: readonly TourStep[] = [
  {
    title: 'A flow',
    text: 'Messages come in by channels (green), go through services (blue) and blocks (amber), and leave by connections (violet). It runs while you look at it: the figures on the cards are live.',
    at: '.canvas',
  },
  {
    title: 'Send it something',
    text: 'Here you send a message to any channel, by the network or straight into the flow. What you draw is deployed first, so that what you test is what runs.',
    at: '.dock',
    show: () => showDock('test'),
  },
  {
    title: 'Every message is kept',
    text: 'Choose one to see each step with its time, and the body as it was at each of them. From here it can be sent again, or saved as a test.',
    at: '.dock',
    show: () => showDock('messages'),
  },
  {
    title: 'What can be put on a flow',
    text: 'Drag it to the drawing. Or press {addNode} on the canvas: a list opens, and what you choose is linked to the card before.',
    at: '.pane[aria-label="Palette"]',
    show: () => setView({ showLeft: true, left: 'palette' }),
  },
  {
    title: 'How a thing is set',
    text: 'What is chosen on the drawing is a form here. There is no save button: each edit is on disk and running a moment later, and {undo} takes it back.',
    at: 'aside[aria-label="Properties"]',
    show: () => setView({ showRight: true, inspector: 'properties' }),
  },
  {
    title: 'Services are TypeScript',
    text: 'Double-click a blue card, or choose it and press Enter: its code opens beside the drawing and knows the names of your project. {save} makes it live.',
    at: '.card.role-service',
  },
  {
    title: 'Everything has a key and a name',
    text: 'Any command and any object is found here. All keys are shown, and can be changed, by {showKeys}. For work without a mouse there is an outline of the flow: {showOutline}.',
    at: '.command-box',
  },
]
