/** Rail, palette, drawing and code, dock, inspector: sizes can be dragged and are remembered. */
import { lazy, Suspense } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { Canvas } from '../canvas/canvas.tsx'
import { Inspector } from '../inspector/inspector.tsx'
import { useProject } from '../store/project.ts'
import { useSelection } from '../store/selection.ts'
import { useView } from '../store/view.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Dock } from './dock.tsx'
import { FlowTabs } from './flow-tabs.tsx'
import { LeftPane } from './left-pane.tsx'
import { useIsNarrowWindow } from './narrow.ts'
import { NoFlow } from './no-flow.tsx'
import { Rail } from './rail.tsx'

// Monaco is large: the window opens without it, and it comes with the first file.
const CodePane = lazy(async () => ({ default: (await import('../code/code-pane.tsx')).CodePane }))

export function Workbench() {
  return (
    <main className="main">
      <Rail />
      {useIsNarrowWindow() ? <Drawers /> : <SideBySide />}
    </main>
  )
}

/** Too narrow for more than the middle: what was opened last lies over it. */
function Drawers() {
  const showLeft = useView((view) => view.showLeft)
  const showRight = useView((view) => view.showRight)
  return (
    <div className="drawers">
      <Center />
      {showLeft && (
        <div className="drawer left">
          <Left />
        </div>
      )}
      {showRight && !showLeft && (
        <div className="drawer right">
          <Right />
        </div>
      )}
    </div>
  )
}

function Left() {
  return (
    <ErrorBoundary pane="palette">
      <LeftPane />
    </ErrorBoundary>
  )
}

function Right() {
  return (
    <ErrorBoundary pane="properties">
      <Inspector />
    </ErrorBoundary>
  )
}

function SideBySide() {
  const showLeft = useView((view) => view.showLeft)
  const showRight = useView((view) => view.showRight)
  const sizes = useDefaultLayout({
    id: 'workbench',
    panelIds: ['center', ...(showLeft ? ['left'] : []), ...(showRight ? ['right'] : [])],
  })
  return (
    <Group {...sizes}>
      {showLeft && (
        <>
          <Panel
            id="left"
            defaultSize={204}
            minSize={160}
            maxSize={420}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Left />
          </Panel>
          <Separator />
        </>
      )}
      <Panel id="center" minSize={360}>
        <Center />
      </Panel>
      {showRight && (
        <>
          <Separator />
          <Panel
            id="right"
            defaultSize={300}
            minSize={240}
            maxSize={560}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Right />
          </Panel>
        </>
      )}
    </Group>
  )
}

function Center() {
  const showDock = useView((view) => view.showDock)
  const sizes = useDefaultLayout({
    id: 'center',
    panelIds: ['drawing', ...(showDock ? ['dock'] : [])],
  })
  return (
    <div className="center">
      <FlowTabs />
      <Group orientation="vertical" {...sizes}>
        <Panel id="drawing" minSize={140}>
          <DrawingAndCode />
        </Panel>
        {showDock && (
          <>
            <Separator />
            <Panel
              id="dock"
              defaultSize={290}
              minSize={110}
              groupResizeBehavior="preserve-pixel-size"
            >
              <ErrorBoundary pane="messages">
                <Dock />
              </ErrorBoundary>
            </Panel>
          </>
        )}
      </Group>
    </div>
  )
}

function DrawingAndCode() {
  const flow = useSelection((selection) => selection.flow)
  const hasCode = useSelection((selection) => selection.files.length > 0)
  const exists = useProject(({ project }) => flow !== undefined && Boolean(project.flows[flow]))
  const sizes = useDefaultLayout({
    id: 'drawing',
    panelIds: ['drawn', ...(hasCode ? ['code'] : [])],
  })
  return (
    <Group {...sizes}>
      <Panel id="drawn" minSize={220}>
        <ErrorBoundary pane="canvas">
          {flow !== undefined && exists ? <Canvas flow={flow} /> : <NoFlow />}
        </ErrorBoundary>
      </Panel>
      {hasCode && (
        <>
          <Separator />
          <Panel
            id="code"
            defaultSize={420}
            minSize={240}
            groupResizeBehavior="preserve-pixel-size"
          >
            <ErrorBoundary pane="code">
              <Suspense fallback={<div className="pane" aria-busy="true" />}>
                <CodePane />
              </Suspense>
            </ErrorBoundary>
          </Panel>
        </>
      )}
    </Group>
  )
}
