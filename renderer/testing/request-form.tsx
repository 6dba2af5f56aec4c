/** What is sent: the channel and its line, and under tabs the body and the tables that messages of its kind have. */
import { Play, X } from 'lucide-react'
import { type ClipboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { TestDefinition } from '../../runtime/model/testing.ts'
import { isMac, keyWords } from '../commands/keys.ts'
import { ChoiceField } from '../forms/choice-field.tsx'
import { useProject } from '../store/project.ts'
import { Tip } from '../ui/tip.tsx'
import { BodyPart } from './body-part.tsx'
import { rowsOf, type TestDraft, testOf } from './draft.ts'
import { PasteCurl } from './paste-curl.tsx'
import { RequestTools } from './request-tools.tsx'
import { RowsTable } from './rows-table.tsx'
import { cancelTest, sendTest } from './send.ts'
import { chooseChannel, say, setValue, testingStore, useTesting } from './store.ts'
import { isCurl, takeCurl } from './take-curl.ts'
import { ValueField } from './value-field.tsx'

export function RequestForm({ channel, names }: { channel: string; names: readonly string[] }) {
  const object = useProject(({ project }) => project.channels[channel])
  const draft = useTesting(({ drafts }) => drafts[channel])
  const notes = useTesting((state) => state.notes[channel])
  const [isPasting, setPasting] = useState(false)
  const line = useFocusOnDemand()
  const test = testOf(object)
  if (!test || !draft) return null
  const trouble = test.trouble?.(draft.values)
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    if (!isCurl(text) || !takeCurl(channel, text)) return
    event.preventDefault()
  }
  return (
    <section className="test-request" aria-label="Request">
      <div className="test-line" ref={line} onPaste={paste}>
        <ChoiceField
          id="test-channel"
          label="Channel"
          field={channelField(names)}
          value={channel}
          isInvalid={false}
          onChange={(name) => chooseChannel(String(name))}
        />
        {test.line.map((field) => (
          <ValueField
            key={field.name}
            field={field}
            value={draft.values[field.name]}
            isInvalid={trouble?.field === field.name}
            onChange={(value) => setValue(channel, field.name, value)}
          />
        ))}
        <SendButton channel={channel} verb={test.verb} />
      </div>
      {isPasting && <PasteCurl channel={channel} done={() => setPasting(false)} />}
      {notes && notes.length > 0 && (
        <div className="test-notes" role="status">
          <span className="grow">{notes.join(' ')}</span>
          <button type="button" aria-label="Close the note" onClick={() => say(channel, [])}>
            <X size={12} />
          </button>
        </div>
      )}
      {test.note ? (
        <p className="exchange-note">{test.note}</p>
      ) : (
        <Parts channel={channel} test={test} draft={draft} trouble={trouble}>
          <RequestTools
            channel={channel}
            draft={draft}
            test={test}
            paste={() => setPasting(true)}
          />
        </Parts>
      )}
    </section>
  )
}

/** Whoever asks for a test by a button or by key goes on in its form. */
function useFocusOnDemand() {
  const line = useRef<HTMLDivElement>(null)
  const wanted = useTesting((state) => state.wanted)
  useEffect(() => {
    if (!wanted) return
    const field =
      line.current?.querySelector<HTMLElement>('input') ?? line.current?.querySelector('button')
    field?.focus()
    testingStore.setState({ wanted: undefined })
  }, [wanted])
  return line
}

function channelField(names: readonly string[]) {
  const options = names.map((name) => ({ value: name, label: name }))
  return { kind: 'choice', name: 'channel', label: 'Channel', help: '', options } as const
}

function SendButton({ channel, verb }: { channel: string; verb: string }) {
  const isRunning = useTesting(({ running }) => running[channel] !== undefined)
  if (isRunning) {
    return (
      <Tip words="Cancel" keys="Esc">
        <button type="button" className="btn" onClick={() => void cancelTest(channel)}>
          Cancel
        </button>
      </Tip>
    )
  }
  return (
    <Tip words={verb} keys={keyWords('Mod+Enter', isMac)}>
      <button type="button" className="btn primary" onClick={() => void sendTest(channel)}>
        <Play size={13} />
        {verb}
      </button>
    </Tip>
  )
}

function Parts(props: {
  channel: string
  test: TestDefinition
  draft: TestDraft
  trouble: { field: string; message: string } | undefined
  children: ReactNode
}) {
  const { channel, test, draft, trouble, children } = props
  const tables = test.tables
    .map((table) => ({ table, rows: rowsOf(table, draft.values) }))
    // Without a parameter in the path there is nothing to fill in.
    .filter(({ table, rows }) => !table.namesOf || rows.length > 0)
  const parts = [
    ...(test.bodyFormat ? [{ id: 'body', title: 'Body', count: 0 }] : []),
    ...tables.map(({ table, rows }) => ({
      id: table.name,
      title: table.label,
      count: rows.filter(({ on, name }) => on !== false && name !== '').length,
    })),
    ...(test.fields.length > 0 ? [{ id: 'fields', title: 'Properties', count: 0 }] : []),
  ]
  const [chosen, choose] = useState<string>()
  const first = parts.find(({ id }) => id === trouble?.field) ?? parts[0]
  const shown = parts.find(({ id }) => id === chosen) ?? first
  const table = tables.find(({ table: { name } }) => name === shown?.id)
  return (
    <>
      <div className="test-parts">
        <div role="tablist" aria-label="Parts of the request" className="test-tabs">
          {parts.map(({ id, title, count }) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`test-tab-${id}`}
              aria-controls="test-part"
              className="tab"
              aria-selected={id === shown?.id}
              onClick={() => choose(id)}
            >
              {title}
              {count > 0 && <span className="muted">{count}</span>}
              {trouble?.field === id && (
                <span className="test-mark" title={trouble.message}>
                  !
                </span>
              )}
            </button>
          ))}
        </div>
        {children}
      </div>
      {trouble && <p className="test-trouble">{trouble.message}</p>}
      <div
        className="test-part"
        id="test-part"
        role="tabpanel"
        aria-labelledby={`test-tab-${shown?.id}`}
      >
        {shown?.id === 'body' && <BodyPart channel={channel} draft={draft} />}
        {table && (
          <RowsTable
            key={table.table.name}
            table={table.table}
            rows={table.rows}
            onChange={(rows) => setValue(channel, table.table.name, rows)}
          />
        )}
        {shown?.id === 'fields' && (
          <div className="test-fields">
            {test.fields.map((field) => (
              <ValueField
                key={field.name}
                field={field}
                value={draft.values[field.name]}
                isLabelled
                isInvalid={trouble?.field === field.name}
                onChange={(value) => setValue(channel, field.name, value)}
              />
            ))}
          </div>
        )}
      </div>
    </>
  )
}
