/** What an empty flow teaches. */
export function EmptyFlow() {
  return (
    <div className="empty-flow">
      <b>Nothing on this flow yet</b>
      <p>
        Drag a channel from the palette: it is where messages come in. Then a service, and an
        outgoing connection for where they go.
      </p>
      <p>
        <kbd>Tab</kbd> or a double click adds a node here. Drag from port to port to link, or press{' '}
        <kbd>L</kbd>.
      </p>
    </div>
  )
}
