/**
 * The name of another object. Of a connection, a broker or a Vault: a new one can be made from here; then it is chosen, and
 * its form is shown, because it is of no use before it says where it is.
 */
import { Check, ChevronDown, Plus } from 'lucide-react'
import { Select } from 'radix-ui'
import { addReferred, firstLacking, showShared } from '../commands/shared.ts'
import { type Referred, referredOf, sharedOf } from '../edits/shared.ts'
import { placeKey, useLive } from '../store/live.ts'
import { asOneStep, useProject } from '../store/project.ts'
import { StateBadge } from '../ui/state-badge.tsx'
import type { ControlProps } from './control.ts'
import { SecurityReference } from './security-reference.tsx'

/** The list's last entry; a name cannot have a line break. */
const another = '\n'

export function ReferenceField(props: ControlProps<'reference'>) {
  const { field, id, value, onChange } = props
  if (field.collection === 'security') {
    return <SecurityReference field={field} id={id} value={value} onChange={onChange} />
  }
  return <ConnectionReference {...props} />
}

function ConnectionReference({ field, id, value, isInvalid, onChange }: ControlProps<'reference'>) {
  const project = useProject((state) => state.project)
  const referred = referredOf(field.to)
  const names = sharedOf(project, field.to).map(({ name }) => name)
  const chosen = typeof value === 'string' ? value : ''
  if (!referred) return null
  const make = () => {
    let name = ''
    asOneStep(() => {
      name = addReferred(referred)
      onChange(name)
    })
    showShared(name, firstLacking(referred))
  }
  if (names.length === 0) return <NoneYet referred={referred} id={id} make={make} />
  // A name that is not there is shown all the same: it is what the file says.
  const isGone = chosen !== '' && !names.includes(chosen)
  return (
    <>
      <Select.Root
        value={chosen}
        onValueChange={(next) => (next === another ? make() : onChange(next))}
      >
        <Select.Trigger id={id} className="input select" aria-invalid={isInvalid}>
          <span className="cut grow">
            <Select.Value placeholder="Choose…" />
          </span>
          <ChevronDown size={13} />
        </Select.Trigger>
        <Select.Portal>
          <Select.Content className="menu" position="popper" sideOffset={4}>
            <Select.Viewport>
              {isGone && <Item name={chosen} words={`${chosen} (not there)`} />}
              {names.map((name) => (
                <Item key={name} name={name} words={name} />
              ))}
              <Select.Separator className="menu-line" />
              <Select.Item value={another} className="menu-item">
                <Plus size={13} />
                <Select.ItemText>New {referred.word}…</Select.ItemText>
              </Select.Item>
            </Select.Viewport>
          </Select.Content>
        </Select.Portal>
      </Select.Root>
      {chosen !== '' && !isGone && <Chosen referred={referred} name={chosen} />}
    </>
  )
}

function Item({ name, words }: { name: string; words: string }) {
  return (
    <Select.Item value={name} className="menu-item">
      <span className="grow">
        <Select.ItemText>{words}</Select.ItemText>
      </span>
      <Select.ItemIndicator>
        <Check size={13} />
      </Select.ItemIndicator>
    </Select.Item>
  )
}

function NoneYet({ referred, id, make }: { referred: Referred; id: string; make(): void }) {
  const { word } = referred
  return (
    <div className="reference-none">
      <p className="field-help">
        The project has no {word} yet. Make one, and say where it is and who logs in.
      </p>
      <button
        id={id}
        type="button"
        className="btn small"
        aria-label={`New ${word}…`}
        onClick={make}
      >
        <Plus size={13} /> New {word}…
      </button>
    </div>
  )
}

/** Where it is, how it is doing, and the way to it. */
function Chosen({ referred, name }: { referred: Referred; name: string }) {
  const object = useProject(({ project }) => project.connections[name])
  const status = useLive((live) => live.statuses[placeKey({ collection: 'connections', name })])
  const summary = referred.summary(object ?? {})
  return (
    <div className="reference-chosen">
      {status && <StateBadge state={status.state} />}
      <code className="cut grow" title={status?.reason?.message ?? summary}>
        {summary}
      </code>
      <button
        type="button"
        className="btn small ghost"
        aria-label={`Open ${name}`}
        onClick={() => showShared(name)}
      >
        Open
      </button>
    </div>
  )
}
