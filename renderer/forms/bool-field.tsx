import { Switch } from '../ui/switch.tsx'
import type { ControlProps } from './control.ts'

export function BoolField({ field, id, value, onChange }: ControlProps<'bool'>) {
  const isOn = typeof value === 'boolean' ? value : field.default
  return <Switch id={id} isOn={isOn} onChange={onChange} />
}
