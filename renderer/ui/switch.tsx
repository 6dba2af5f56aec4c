import { Switch as Radix } from 'radix-ui'

export function Switch({
  id,
  isOn,
  label,
  onChange,
}: {
  id?: string
  isOn: boolean
  label?: string
  onChange(isOn: boolean): void
}) {
  return (
    <Radix.Root
      id={id}
      className="switch"
      checked={isOn}
      aria-label={label}
      onCheckedChange={onChange}
    >
      <Radix.Thumb className="switch-thumb" />
    </Radix.Root>
  )
}
