import { CommandButton } from '../ui/command-button.tsx'

/** A project without flows. */
export function NoFlow() {
  return (
    <div className="canvas">
      <div className="empty-flow interactive">
        <b>This project has no flow yet</b>
        <p>A flow is one drawing: channels, services, blocks and connections, and their links.</p>
        <p>
          <CommandButton id="newFlow" className="btn primary">
            New flow
          </CommandButton>
        </p>
      </div>
    </div>
  )
}
