/** Every command with its keys: found by name or by pressing keys, changed, reset, taken from another tool, handed on. */
import { useMemo, useState } from 'react'
import type { KeySettings } from '../../../electron/desktop.ts'
import { commands } from '../../commands/all.ts'
import type { Command } from '../../commands/command.ts'
import { keyMap } from '../../commands/key-map.ts'
import { presets } from '../../commands/key-presets.ts'
import { isMac, keyWords } from '../../commands/keys.ts'
import { changeKeys } from '../../commands/keys-now.ts'
import { useView } from '../../store/view.ts'
import { KeyRecorder } from './key-recorder.tsx'
import { KeyRow } from './key-row.tsx'
import { KeysTransfer } from './keys-transfer.tsx'

const groups = ['Edit', 'Canvas', 'View', 'Project', 'Runtime'] as const
const presetIds = Object.keys(presets) as KeySettings['preset'][]

export function KeysDialog() {
  const settings = useView((view) => view.keys)
  const [search, setSearch] = useState('')
  const [byKeys, setByKeys] = useState<string>()
  const map = useMemo(() => keyMap(commands, settings), [settings])
  const shown = commands.filter((command) => {
    const keys = map.get(command.id) ?? []
    if (byKeys !== undefined) {
      return byKeys === '' || keys.some((key) => key === byKeys || key.startsWith(`${byKeys} `))
    }
    return matches(command, keys, search)
  })
  return (
    <div className="dialog keys">
      <h2>Keyboard shortcuts</h2>
      <div className="keys-tools">
        {byKeys === undefined ? (
          <input
            className="search grow"
            type="search"
            // biome-ignore lint/a11y/noAutofocus: the dialog was opened to look something up
            autoFocus
            placeholder="Find a command or a key…"
            aria-label="Find a command or a key"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        ) : (
          <KeyRecorder
            label="Press the keys to look for"
            recorded={byKeys}
            record={setByKeys}
            done={() => undefined}
            cancel={() => setByKeys(undefined)}
          />
        )}
        <button
          type="button"
          className="btn"
          aria-pressed={byKeys !== undefined}
          onClick={() => setByKeys(byKeys === undefined ? '' : undefined)}
        >
          By pressing keys
        </button>
      </div>
      <div className="keys-tools">
        <label htmlFor="keys-preset">As in</label>
        <select
          id="keys-preset"
          className="input keys-preset"
          value={settings.preset}
          onChange={({ target }) => void choosePreset(settings, target.value)}
        >
          {presetIds.map((id) => (
            <option key={id} value={id}>
              {presets[id].title}
            </option>
          ))}
        </select>
        <span className="grow" />
        <button
          type="button"
          className="btn small"
          disabled={Object.keys(settings.own).length === 0}
          onClick={() => void changeKeys({ ...settings, own: {} })}
        >
          Reset all
        </button>
      </div>
      <KeysTransfer settings={settings} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get at it */}
      <section className="keys-list" tabIndex={0} aria-label="Commands and their keys">
        {groups.map((group) => {
          const own = shown.filter((command) => command.group === group)
          if (own.length === 0) return null
          return (
            <section key={group} aria-label={group}>
              <h3 className="overline">{group}</h3>
              <ul>
                {own.map((command) => (
                  <KeyRow
                    key={command.id}
                    command={command}
                    keys={map.get(command.id) ?? []}
                    settings={settings}
                  />
                ))}
              </ul>
            </section>
          )
        })}
        {shown.length === 0 && <p className="muted">No command has these.</p>}
      </section>
      <p className="unseen" role="status">
        {shown.length} commands
      </p>
    </div>
  )
}

async function choosePreset(settings: KeySettings, chosen: string): Promise<void> {
  const preset = presetIds.find((id) => id === chosen)
  if (preset) await changeKeys({ ...settings, preset })
}

/** By the words of its title and group, by its id, or by its keys as they are written. */
function matches({ title, group, id }: Command, keys: readonly string[], search: string): boolean {
  const all = [title, group, id, ...keys, ...keys.map((key) => keyWords(key, isMac))]
  const text = all.join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
