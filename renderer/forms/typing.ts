import { useEffect } from 'react'

/** Tells what is typed to the check beside the field, and when it is saved or given up, that too. */
export function useTyping(text: string, saved: string, onTyping: (value: unknown) => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed matters, not who listens
  useEffect(() => onTyping(text === saved ? undefined : text), [text, saved])
}
