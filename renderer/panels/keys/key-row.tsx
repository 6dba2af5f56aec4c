/** One command: its keys, a way to record another, a warning that names who has it already, and the way back. */
import { Plus, RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import type { KeySettings } from '../../../electron/desktop.ts'
import { commands } from '../../commands/all.ts'
import type { Command } from '../../commands/command.ts'
import { addKey, ownerOf, removeKey, resetKeys } from '../../commands/key-map.ts'
import { isMac, keyWords } from '../../commands/keys.ts'
import { changeKeys } from '../../commands/keys-now.ts'
import { KeyRecorder } from './key-recorder.tsx'

export function KeyRow({
  command,
  keys,
  settings,
}: {
  command: Command
  keys: readonly string[]
  settings: KeySettings
}) {
  const [recorded, setRecorded] = useState<string>()
  const { id, title, isNative } = command
  const isOwn = Object.hasOwn(settings.own, id)
  return (
    <li className="keys-row">
      <span className="grow cut">{title}</span>
      <span className="keys-of">
        {keys.map((key) => (
          <span key={key} className="keys-one">
            <kbd>{keyWords(key, isMac)}</kbd>
            {!isNative && (
              <button
                type="button"
                className="btn small icon ghost"
                aria-label={`Remove ${keyWords(key, isMac)} from ${title}`}
                onClick={() => void changeKeys(removeKey(commands, settings, id, key))}
              >
                <X size={12} />
              </button>
            )}
          </span>
        ))}
      </span>
      {isNative ? (
        <small className="muted">the system’s</small>
      ) : (
        <>
          <button
            type="button"
            className="btn small icon ghost"
            aria-label={`Record keys for ${title}`}
            onClick={() => setRecorded('')}
          >
            <Plus size={13} />
          </button>
          <button
            type="button"
            className="btn small icon ghost"
            aria-label={`Reset keys of ${title}`}
            disabled={!isOwn}
            onClick={() => void changeKeys(resetKeys(settings, id))}
          >
            <RotateCcw size={12} />
          </button>
        </>
      )}
      {recorded !== undefined && (
        <Recording
          command={command}
          settings={settings}
          recorded={recorded}
          record={setRecorded}
          close={() => setRecorded(undefined)}
        />
      )}
    </li>
  )
}

function Recording({
  command: { id, title },
  settings,
  recorded,
  record,
  close,
}: {
  command: Command
  settings: KeySettings
  recorded: string
  record(keys: string): void
  close(): void
}) {
  const owner = recorded === '' ? undefined : ownerOf(commands, settings, recorded, id)
  const use = () => {
    if (recorded === '' || owner?.isNative) return
    void changeKeys(addKey(commands, settings, id, recorded))
    close()
  }
  return (
    <div className="keys-recording">
      <div className="keys-tools">
        <KeyRecorder
          label={`Keys for ${title}`}
          recorded={recorded}
          record={record}
          done={use}
          cancel={close}
        />
        <button
          type="button"
          className="btn small primary"
          disabled={recorded === '' || owner?.isNative}
          onClick={use}
        >
          {owner ? 'Take them' : 'Use them'}
        </button>
        <button type="button" className="btn small" onClick={close}>
          Cancel
        </button>
      </div>
      <p className={owner ? 'keys-taken' : 'muted'} role="status">
        {owner ? takenWords(owner, recorded) : 'Enter uses what was pressed, Escape leaves it.'}
      </p>
    </div>
  )
}

function takenWords(owner: Command, keys: string): string {
  const words = keyWords(keys, isMac)
  if (owner.isNative) return `${words} is “${owner.title}”, which the system decides.`
  return `${words} is “${owner.title}” now. Taken, it no longer has these keys.`
}
