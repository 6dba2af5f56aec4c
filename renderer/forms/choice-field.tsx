import { Check, ChevronDown } from 'lucide-react'
import { Select } from 'radix-ui'
import type { ControlProps } from './control.ts'

type Props = Pick<ControlProps<'choice'>, 'field' | 'id' | 'value' | 'isInvalid' | 'onChange'>

/** @param label Where no label stands beside it. */
export function ChoiceField(props: Props & { label?: string }) {
  const { field, id, value, isInvalid, label, onChange } = props
  const chosen = typeof value === 'string' ? value : field.default
  return (
    <Select.Root value={chosen ?? ''} onValueChange={onChange}>
      <Select.Trigger id={id} className="input select" aria-invalid={isInvalid} aria-label={label}>
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
