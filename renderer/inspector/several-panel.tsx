import { Layers } from 'lucide-react'
import { CommandButton } from '../ui/command-button.tsx'
import { Head } from './head.tsx'

/** Several things at once: what can be done to all of them. */
export function SeveralPanel({
  nodes,
  links,
}: {
  flow: string
  nodes: readonly string[]
  links: readonly string[]
}) {
  const words = [
    nodes.length > 0 ? `${nodes.length} node${nodes.length === 1 ? '' : 's'}` : '',
    links.length > 0 ? `${links.length} link${links.length === 1 ? '' : 's'}` : '',
  ]
  return (
    <>
      <Head
        hue=""
        icon={<Layers size={16} />}
        title={words.filter(Boolean).join(', ')}
        kind="Selection"
      />
      <div className="inspector-body">
        <div className="fields buttons">
          <CommandButton id="duplicate">Duplicate</CommandButton>
          <CommandButton id="copy">Copy</CommandButton>
          <CommandButton id="toggleDisabled">Disable or enable</CommandButton>
          <CommandButton id="deleteAndReconnect">Delete and reconnect</CommandButton>
          <CommandButton id="delete" className="btn danger">
            Delete
          </CommandButton>
        </div>
      </div>
    </>
  )
}
