/**
 * The text of a field while it is typed: undo inside it is the field's own, and leaving it or Enter makes one step of the
 * project's history. Escape brings back what is saved. A save in between takes what stands there.
 */
import {
  type ChangeEvent,
  type KeyboardEvent,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import { beforeFlush } from '../store/save.ts'

export interface Draft {
  text: string
  setText(text: string): void
  commit(): void
  bind: {
    value: string
    onChange(event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>): void
    onBlur(): void
    onKeyDown(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void
  }
}

export function useDraft(saved: string, save: (text: string) => void): Draft {
  const [draft, setDraft] = useState<string>()
  const now = useRef<string>(undefined)
  const set = (text: string | undefined) => {
    now.current = text
    setDraft(text)
  }
  const commit = useEffectEvent(() => {
    const text = now.current
    if (text === undefined) return
    set(undefined)
    if (text !== saved) save(text)
  })
  useEffect(() => {
    const unlisten = beforeFlush(() => commit())
    return () => {
      unlisten()
      // The field goes while it is typed into: another node was chosen by key.
      commit()
    }
  }, [])
  const finish = () => {
    const text = now.current
    if (text === undefined) return
    set(undefined)
    if (text !== saved) save(text)
  }
  const text = draft ?? saved
  return {
    text,
    setText: set,
    commit: finish,
    bind: {
      value: text,
      onChange: (event) => set(event.target.value),
      onBlur: finish,
      onKeyDown(event) {
        const isLine = event.currentTarget instanceof HTMLInputElement
        if (event.key === 'Enter' && (isLine || event.ctrlKey || event.metaKey)) finish()
        else if (event.key === 'Escape' && now.current !== undefined) set(undefined)
        else return
        event.stopPropagation()
      },
    },
  }
}
