import { Check, ChevronDown } from 'lucide-react'
import { Select } from 'radix-ui'
import { useProject } from '../store/project.ts'
import type { ControlProps } from './control.ts'

/** Chooses one of the project's shared connections of a type. */
export function ReferenceField({
  field,
  id,
  value,
  isInvalid,
  onChange,
}: ControlProps<'reference'>) {
  const connections = useProject(({ project }) => project.connections)
  const names = Object.values(connections)
    .filter(({ type }) => type === field.to)
    .map(({ name }) => name)
  return (
    <Select.Root value={typeof value === 'string' ? value : ''} onValueChange={onChange}>
      <Select.Trigger id={id} className="input select" aria-invalid={isInvalid}>
        <span className="cut grow">
          <Select.Value placeholder="Choose…" />
        </span>
        <ChevronDown size={13} />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className="menu" position="popper" sideOffset={4}>
          <Select.Viewport>
            {names.map((name) => (
              <Select.Item key={name} value={name} className="menu-item">
                <span className="grow">
                  <Select.ItemText>{name}</Select.ItemText>
                </span>
                <Select.ItemIndicator>
                  <Check size={13} />
                </Select.ItemIndicator>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  )
}
