/**
 * Takes keys as they are pressed, up to two strokes, instead of doing what they mean. Enter ends it once something was
 * pressed, Escape leaves it, Tab goes on to the buttons beside it.
 */
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { isMac, isModifier, keyWords, pressed } from '../../commands/keys.ts'

export function KeyRecorder({
  label,
  recorded,
  record,
  done,
  cancel,
}: {
  label: string
  /** What was pressed so far; empty: nothing. */
  recorded: string
  record(keys: string): void
  done(): void
  cancel(): void
}) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => box.current?.focus(), [])
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Tab' && !event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    const native = event.nativeEvent
    if (isModifier(native)) return
    const stroke = pressed(native, isMac)
    if (stroke === 'Esc') return cancel()
    if (stroke === 'Enter' && recorded !== '') return done()
    record(recorded === '' || recorded.includes(' ') ? stroke : `${recorded} ${stroke}`)
  }
  return (
    <input
      ref={box}
      className="input grow key-recorder"
      aria-label={label}
      placeholder="Press the keys…"
      readOnly
      value={recorded === '' ? '' : keyWords(recorded, isMac)}
      onKeyDown={press}
    />
  )
}
