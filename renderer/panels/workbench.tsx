/** Rail, palette, drawing and code, dock, inspector: sizes can be dragged and are remembered. */
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { Canvas } from '../canvas/canvas.tsx'
import { focusCanvas } from '../canvas/handle.ts'
import { DiffPane } from '../diff/diff-pane.tsx'
import { useDiff } from '../diff/store.ts'
import { Inspector } from '../inspector/inspector.tsx'
import { useProject } from '../store/project.ts'
import { useSelection } from '../store/selection.ts'
import { setView, useView } from '../store/view.ts'
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
        <Drawer side="left" close={closeLeft}>
          <Left />
        </Drawer>
      )}
      {showRight && !showLeft && (
        <Drawer side="right" close={closeRight}>
          <Right />
        </Drawer>
      )}
    </div>
  )
}

/** Escape shuts it, from wherever nobody else had a use for that. */
function Drawer({
  side,
  close,
  children,
}: {
  side: 'left' | 'right'
  close(): void
  children: ReactNode
}) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if ((event.target as Element).closest('[role="dialog"], [role="menu"]')) return
      close()
      focusCanvas()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [close])
  return <div className={`drawer ${side}`}>{children}</div>
}

const closeLeft = () => setView({ showLeft: false })
const closeRight = () => setView({ showRight: false })

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
  const isComparing = useDiff((state) => state.isShown)
  if (!isComparing) return <Editing />
  return (
    <ErrorBoundary pane="comparison">
      <DiffPane />
    </ErrorBoundary>
  )
}

function Editing() {
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
