/** A name typed over in its place: Enter or leaving keeps it, Escape does not. */
import { useEffect, useRef, useState } from 'react'

export function NameField({
  name,
  done,
}: {
  name: string
  /** undefined: it stays as it was. */
  done(next: string | undefined): void
}) {
  const [value, setValue] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  const isDone = useRef(false)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  const finish = (keep: boolean) => {
    if (isDone.current) return
    isDone.current = true
    const next = value.trim()
    done(keep && next !== '' && next !== name ? next : undefined)
  }
  return (
    <input
      ref={field}
      className="tab-name"
      aria-label="Name"
      value={value}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') finish(false)
      }}
    />
  )
}
