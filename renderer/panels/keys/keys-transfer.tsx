/** The keys as JSON: to the clipboard, and back from a text or a file. */
import { type ChangeEvent, useId, useState } from 'react'
import type { KeySettings } from '../../../electron/desktop.ts'
import { readKeys, writeKeys } from '../../commands/key-file.ts'
import { changeKeys } from '../../commands/keys-now.ts'
import { desktop } from '../../desktop.ts'

export function KeysTransfer({ settings }: { settings: KeySettings }) {
  const [text, setText] = useState<string>()
  const [told, setTold] = useState('')
  const file = useId()
  const take = (from: string) => {
    const read = readKeys(from)
    if (typeof read === 'string') return setTold(read)
    setText(undefined)
    setTold('Imported: these keys are in force.')
    void changeKeys(read)
  }
  const copy = async () => {
    await desktop().copyText(writeKeys(settings))
    setTold('Copied: a text to keep, or to give to somebody.')
  }
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = target.files ?? []
    if (chosen) take(await chosen.text())
  }
  return (
    <>
      <div className="keys-tools">
        <button type="button" className="btn small" onClick={() => void copy()}>
          Copy as JSON
        </button>
        <button
          type="button"
          className="btn small"
          aria-expanded={text !== undefined}
          onClick={() => setText(text === undefined ? '' : undefined)}
        >
          Import…
        </button>
        <span className="muted grow" role="status">
          {told}
        </span>
      </div>
      {text !== undefined && (
        <div className="keys-import">
          <textarea
            className="input mono"
            rows={4}
            aria-label="Keys as JSON"
            placeholder='{ "preset": "patchbay", "own": { "save": ["Mod+S"] } }'
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="keys-tools">
            <label htmlFor={file}>or from a file</label>
            <input
              id={file}
              type="file"
              accept=".json,application/json"
              className="grow"
              onChange={(event) => void choose(event)}
            />
            <button
              type="button"
              className="btn small primary"
              disabled={text.trim() === ''}
              onClick={() => take(text)}
            >
              Import
            </button>
          </div>
        </div>
      )}
    </>
  )
}
