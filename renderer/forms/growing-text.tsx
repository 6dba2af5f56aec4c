import { type TextareaHTMLAttributes, useLayoutEffect, useRef } from 'react'

/** A text of several lines, as high as what stands in it up to twelve lines. */
export function GrowingText(
  props: TextareaHTMLAttributes<HTMLTextAreaElement> & { value: string },
) {
  const area = useRef<HTMLTextAreaElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (!area.current) return
    area.current.style.height = '0'
    area.current.style.height = `${Math.min(area.current.scrollHeight + 2, 230)}px`
  }, [props.value])
  return (
    <textarea ref={area} rows={1} {...props} className={`input area ${props.className ?? ''}`} />
  )
}
