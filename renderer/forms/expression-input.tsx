/** A JSONata expression, and under it what it gives for a real message while it is typed. */
import { useState } from 'react'
import { useFormPlace } from './context.ts'
import { useDraft } from './draft.ts'
import { GrowingText } from './growing-text.tsx'
import { usePreview } from './preview.ts'
import { useTyping } from './typing.ts'

export function ExpressionInput({
  id,
  value,
  placeholder,
  isInvalid,
  onTyping,
  onChange,
}: {
  id: string
  value: string
  placeholder: string | undefined
  isInvalid: boolean
  onTyping(text: string | undefined): void
  onChange(text: string): void
}) {
  const { message } = useFormPlace()
  const draft = useDraft(value, onChange)
  const [isFocused, setFocused] = useState(false)
  useTyping(draft.text, value, (text) => onTyping(text as string | undefined))
  const preview = usePreview(isFocused ? draft.text : '', message)
  return (
    <div className="expression">
      <span className="expression-mark" aria-hidden="true">
        =
      </span>
      <GrowingText
        id={id}
        {...draft.bind}
        placeholder={placeholder}
        aria-invalid={isInvalid}
        spellCheck={false}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false)
          draft.bind.onBlur()
        }}
      />
      {isFocused && preview && (
        <output className={`preview ${preview.isFailure ? 'is-failure' : ''}`} title={preview.text}>
          {preview.text}
        </output>
      )}
    </div>
  )
}
