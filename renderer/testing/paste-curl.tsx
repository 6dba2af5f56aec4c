import { X } from 'lucide-react'
import { useState } from 'react'
import { takeCurl } from './take-curl.ts'

/** Where a command is pasted. It fills the form at once. */
export function PasteCurl({ channel, done }: { channel: string; done(): void }) {
  const [text, setText] = useState('')
  const take = (line: string) => {
    if (takeCurl(channel, line)) done()
    else setText(line)
  }
  return (
    <div className="test-paste">
      <textarea
        // biome-ignore lint/a11y/noAutofocus: it was asked for just now, to paste into
        autoFocus
        className="input area"
        rows={2}
        aria-label="A cURL command"
        placeholder="Paste a cURL command: curl -X POST http://…"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onPaste={(event) => {
          event.preventDefault()
          take(event.clipboardData.getData('text/plain'))
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) take(text)
          else if (event.key === 'Escape') done()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <button
        type="button"
        className="btn small icon ghost"
        aria-label="Close without pasting"
        onClick={done}
      >
        <X size={13} />
      </button>
    </div>
  )
}
