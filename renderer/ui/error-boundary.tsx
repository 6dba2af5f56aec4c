/** A pane that fails to draw says so in its place; the others, and the project, go on. */
import { Component, type ReactNode } from 'react'

interface Props {
  /** `canvas`, `inspector`: named in the words. */
  pane: string
  children: ReactNode
}

export class ErrorBoundary extends Component<Props, { failure: Error | undefined }> {
  override state: { failure: Error | undefined } = { failure: undefined }

  static getDerivedStateFromError(failure: Error): { failure: Error } {
    return { failure }
  }

  override render(): ReactNode {
    const { failure } = this.state
    if (!failure) return this.props.children
    return (
      <div className="pane pane-failed" role="alert">
        <b>The {this.props.pane} could not be drawn</b>
        <p className="selectable">{failure.message}</p>
        <p className="muted">The project is saved, and undo still works.</p>
        <button
          type="button"
          className="btn small"
          onClick={() => this.setState({ failure: undefined })}
        >
          Draw it again
        </button>
      </div>
    )
  }
}
