/** A group or a note of the drawing: its words, its colour and its size, for those who do not drag corners. */
import { Frame, StickyNote } from 'lucide-react'
import type { Field } from '../../runtime/model/field.ts'
import { type Hue, hues } from '../../runtime/model/flow.ts'
import { layoutOf } from '../edits/flow.ts'
import { boxOf, editFrame, frameRef, leastSize, membersOf } from '../edits/frames.ts'
import { Fields } from '../forms/fields.tsx'
import { currentProject, dispatch, useProject } from '../store/project.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Head } from './head.tsx'

const markdown = 'Markdown: headings, lists, tables, code, links. HTML is shown as text.'

const words: Readonly<Record<'group' | 'note', readonly Field[]>> = {
  group: [
    { kind: 'text', name: 'title', label: 'Title', help: 'Shown at the top of the frame.' },
    { kind: 'text', name: 'note', label: 'Notes', help: markdown, multiline: true },
  ],
  note: [{ kind: 'text', name: 'text', label: 'Text', help: markdown, multiline: true }],
}

const size: readonly Field[] = (['width', 'height'] as const).map((name) => ({
  kind: 'number' as const,
  name,
  label: name === 'width' ? 'Width' : 'Height',
  help: 'On the canvas; corners and edges can be dragged as well.',
  min: leastSize[name],
  max: 100_000,
  integer: true,
  unit: 'px',
}))

export function FramePanel({ flow, id }: { flow: string; id: string }) {
  const project = useProject((state) => state.project)
  const layout = layoutOf(project, flow)
  const frame = boxOf(layout, id)
  const ref = frameRef(id)
  if (!frame || !ref) return null
  const save = (what: string, keys: Record<string, unknown>) =>
    dispatch(editFrame(currentProject(), flow, id, what, keys))
  const isGroup = ref.kind === 'group'
  const members = isGroup ? membersOf(layout, ref.key).length : 0
  return (
    <>
      <Head
        hue=""
        icon={isGroup ? <Frame size={16} /> : <StickyNote size={16} />}
        title={'text' in frame ? 'Note' : (frame.title ?? 'Group')}
        kind={isGroup ? `Group · ${members} in it` : 'Note on the canvas'}
      />
      <div className="inspector-body">
        <Fields
          fields={words[ref.kind]}
          values={{ ...frame }}
          onChange={(values, field) =>
            save(
              field.label.toLowerCase(),
              // A note without text is an empty note; a group may do without.
              { [field.name]: values[field.name] ?? (field.name === 'text' ? '' : undefined) },
            )
          }
        />
        <Colours
          now={frame.colour ?? (isGroup ? 'grey' : 'amber')}
          choose={(colour) => save('the colour', { colour })}
        />
        <Fields
          fields={size}
          values={{ width: frame.width, height: frame.height }}
          onChange={(values, field) => {
            const next = values[field.name]
            if (typeof next === 'number') save('the size', { [field.name]: next })
          }}
        />
        <div className="fields buttons">
          {isGroup && <CommandButton id="fitGroup">Fit to what is in it</CommandButton>}
          {isGroup && <CommandButton id="selectMembers">Select what is in it</CommandButton>}
          <CommandButton id="duplicate">Duplicate</CommandButton>
          <CommandButton id="delete" className="btn danger">
            {isGroup ? 'Delete the frame' : 'Delete'}
          </CommandButton>
        </div>
      </div>
    </>
  )
}

function Colours({ now, choose }: { now: Hue; choose(colour: Hue): void }) {
  return (
    <div className="fields">
      <fieldset className="colours">
        <legend>Colour</legend>
        {hues.map((hue) => (
          <label key={hue} className={`colour hue-${hue}`} title={hue}>
            <input
              type="radio"
              name="colour"
              aria-label={hue}
              checked={hue === now}
              onChange={() => choose(hue)}
            />
          </label>
        ))}
      </fieldset>
    </div>
  )
}
