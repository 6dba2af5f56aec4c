/** The last section of the palette: what channels and connections are made on. It is no node, so it is pressed and not dragged. */
import { runCommand } from '../commands/run.ts'
import { sharedCommands } from '../commands/shared.ts'
import { type SharedConnector, sharedConnectors, sharedHeading } from '../edits/shared.ts'

export function sharedKinds(search: string): readonly SharedConnector[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return sharedConnectors.filter((connector) => {
    const { title, help } = connector
    const text = `new ${title} ${sharedHeading(connector)} ${help}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export function makeShared({ type }: SharedConnector): void {
  const command = sharedCommands.find(({ id }) => id === `new:${type}`)
  if (command) void runCommand(command)
}

export function SharedKinds({ kinds }: { kinds: readonly SharedConnector[] }) {
  return kinds.map((connector) => (
    <section key={connector.type} aria-label={sharedHeading(connector)}>
      <h2 className="overline">{sharedHeading(connector)}</h2>
      <button
        type="button"
        className="palette-item role-shared"
        title={connector.help}
        data-item={`new:${connector.type}`}
        onClick={() => makeShared(connector)}
      >
        <span className="ic" aria-hidden="true">
          {connector.icon}
        </span>
        <span className="cut">New {connector.title}</span>
      </button>
    </section>
  ))
}
