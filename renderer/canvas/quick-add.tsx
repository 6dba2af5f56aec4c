/** The list that adds a node where it stands: type, Enter. From a link that was let go over nothing it also links. */
import { Command } from 'cmdk'
import { nodeTitle } from '../edits/title.ts'
import { type PaletteItem, paletteSections } from '../panels/palette-items.ts'
import { useProject } from '../store/project.ts'
import { servicesOf } from '../store/services.ts'
import { type QuickAdd as At, setView } from '../store/view.ts'
import { matchScore } from '../ui/match.ts'
import { putItem } from './drop.ts'
import { focusCanvas } from './handle.ts'
import { useFloat } from './use-float.ts'

export function QuickAdd({ flow, at }: { flow: string; at: At }) {
  const project = useProject((state) => state.project)
  const sections = paletteSections(project, servicesOf(project))
  const place = useFloat(at)
  const close = () => {
    setView({ quickAdd: undefined })
    focusCanvas()
  }
  const choose = ({ item }: PaletteItem) => {
    focusCanvas()
    putItem(flow, item, at, { ...(at.from && { from: at.from }), link: at.into })
  }
  return (
    <div
      className="float"
      role="dialog"
      aria-label="Add a node"
      ref={place.ref}
      style={place.style}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setView({ quickAdd: undefined })
      }}
    >
      <Command
        label={at.into ? 'Add a node into the link' : at.from ? 'Add a linked node' : 'Add a node'}
        loop
        filter={matchScore}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Tab') return
          event.preventDefault()
          close()
        }}
      >
        <Command.Input
          autoFocus
          placeholder={
            at.into
              ? 'Add in between…'
              : at.from
                ? `Add after ${nodeTitle(project, flow, at.from.node)}…`
                : 'Add a…'
          }
        />
        <Command.List>
          <Command.Empty>Nothing of that name.</Command.Empty>
          {sections
            .filter(({ title }) => (!at.from && !at.into) || title !== 'Channels')
            .map(({ title, items }) => (
              <Command.Group key={title} heading={title}>
                {items.map((each) => (
                  <Command.Item
                    key={each.id}
                    value={each.id}
                    keywords={[each.title, title, each.role]}
                    onSelect={() => choose(each)}
                  >
                    <span
                      className={`ic role-${each.role} ${each.isKind ? '' : 'existing'}`}
                      aria-hidden="true"
                    >
                      {each.icon}
                    </span>
                    <span className="cut grow">{each.title}</span>
                    {each.isKind && each.role !== 'block' && each.title !== 'New service' && (
                      <span className="muted">new</span>
                    )}
                  </Command.Item>
                ))}
              </Command.Group>
            ))}
        </Command.List>
      </Command>
    </div>
  )
}
