import { closeFile, openFile } from '../store/selection.ts'
import { setView, showDock } from '../store/view.ts'
import type { Command, State } from './command.ts'

type Part = Pick<Command, 'id' | 'title' | 'keys' | 'isOn' | 'run'>

const parts: readonly Part[] = [
  {
    id: 'togglePalette',
    title: 'Palette',
    keys: ['Mod+B'],
    isOn: ({ view }) => view.showLeft,
    run: ({ view }) => setView({ showLeft: !view.showLeft }),
  },
  {
    id: 'toggleInspector',
    title: 'Properties',
    keys: ['Mod+Alt+B'],
    isOn: ({ view }) => view.showRight,
    run: ({ view }) => setView({ showRight: !view.showRight }),
  },
  {
    id: 'togglePanel',
    title: 'Messages, Problems and Log',
    keys: ['Mod+J'],
    isOn: ({ view }) => view.showDock,
    run: ({ view }) => setView({ showDock: !view.showDock }),
  },
  {
    id: 'toggleCode',
    title: 'Code',
    isOn: ({ selection }) => selection.files.length > 0,
    run: toggleCode,
  },
  {
    id: 'nextPane',
    title: 'Next pane',
    keys: ['F6'],
    run: () => focusPane(1),
  },
  {
    id: 'previousPane',
    title: 'Previous pane',
    keys: ['Shift+F6'],
    run: () => focusPane(-1),
  },
  {
    id: 'showOutline',
    title: 'Outline of the flow',
    keys: ['Mod+Shift+O'],
    run: showOutline,
  },
  { id: 'showMessages', title: 'Show messages', run: () => showDock('messages') },
  { id: 'showTest', title: 'Show the test pane', run: () => showDock('test') },
  {
    id: 'showProblems',
    title: 'Show problems',
    keys: ['Mod+Shift+M'],
    run: () => showDock('problems'),
  },
  { id: 'showJobs', title: 'Show jobs', run: () => showDock('jobs') },
  { id: 'showLog', title: 'Show log', run: () => showDock('log') },
]

/** On the canvas Tab adds a node, so there is another way out of it: around the panes, each at its first control. */
function focusPane(by: 1 | -1): void {
  const panes = [
    ...document.querySelectorAll<HTMLElement>(
      '.top, .rail, :is([data-panel], .drawer) .pane, .tabs, .canvas, .code, .dock',
    ),
  ]
  const at = panes.findLastIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + by + panes.length) % panes.length]
  const control = next?.matches('.canvas')
    ? next
    : next?.querySelector<HTMLElement>(
        'input, button:not([tabindex="-1"]), textarea, [tabindex="0"]',
      )
  control?.focus()
}

/** The keys go there as well: it is for those who work by them. */
function showOutline(): void {
  setView({ showLeft: true, left: 'outline' })
  // Once it is drawn: the row that takes the focus, else the empty tree itself.
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>('.outline [tabindex="0"]')
    const tree = document.querySelector<HTMLElement>('.outline')
    ;(row ?? tree)?.focus()
  })
}

function toggleCode({ project, selection }: State): void {
  if (selection.files.length > 0) {
    for (const file of selection.files) closeFile(file)
    return
  }
  const [first] = Object.keys(project.services)
  if (first) openFile(first)
}

export const paneCommands: readonly Command[] = parts.map((part) => ({
  ...part,
  group: 'View',
  isEnabled: () => true,
}))
