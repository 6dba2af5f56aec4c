import { Check, ChevronDown } from 'lucide-react'
import { Select } from 'radix-ui'
import type { ControlProps } from './control.ts'

export function ChoiceField({ field, id, value, isInvalid, onChange }: ControlProps<'choice'>) {
  const chosen = typeof value === 'string' ? value : field.default
  return (
    <Select.Root value={chosen ?? ''} onValueChange={onChange}>
      <Select.Trigger id={id} className="input select" aria-invalid={isInvalid}>
        <span className="cut grow">
          <Select.Value placeholder="Choose…" />
        </span>
        <ChevronDown size={13} />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className="menu" position="popper" sideOffset={4}>
          <Select.Viewport>
            {field.options.map((option) => (
              <Select.Item
                key={option.value}
                value={option.value}
                className={`menu-item ${option.help ? 'two-lines' : ''}`}
              >
                <span className="grow">
                  <Select.ItemText>{option.label}</Select.ItemText>
                  {option.help && <small>{option.help}</small>}
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
