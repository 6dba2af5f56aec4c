/** The Test tab of the dock: what is sent to a channel at the left, what came of it at the right, the sends before on demand. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { isMac, pressed } from '../commands/keys.ts'
import { useProject } from '../store/project.ts'
import { AnswerView } from './answer-view.tsx'
import { testOf } from './draft.ts'
import { PastList } from './past-list.tsx'
import { RequestForm } from './request-form.tsx'
import { cancelTest, sendTest } from './send.ts'
import { chooseChannel, testingStore, useTesting } from './store.ts'
import './testing.css'
import { useIsNarrow } from './use-is-narrow.ts'

export function TestPane() {
  const channels = useProject(({ project }) => project.channels)
  const wanted = useTesting(({ channel }) => channel)
  const names = Object.values(channels).flatMap((each) => (testOf(each) ? [each.name] : []))
  const channel = wanted !== undefined && names.includes(wanted) ? wanted : names[0]
  useEffect(() => {
    if (channel !== undefined && channel !== wanted) chooseChannel(channel)
  }, [channel, wanted])
  if (channel === undefined || channel !== wanted) {
    return <p className="empty">Nothing to test yet: put a channel on the flow.</p>
  }
  return <Testing key={channel} channel={channel} names={names} />
}

function Testing({ channel, names }: { channel: string; names: readonly string[] }) {
  const { box, isNarrow } = useIsNarrow(640)
  const onKey = (event: KeyboardEvent) => {
    if (pressed(event, isMac) !== 'Mod+Enter') return
    // Before any field sees it: in an editor it would be a line.
    event.preventDefault()
    event.stopPropagation()
    void sendTest(channel)
  }
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !testingStore.getState().running[channel]) return
    event.stopPropagation()
    void cancelTest(channel)
  }
  return (
    // nokey: React Flow listens on the whole document for its own keys, and would swallow the spaces typed here.
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the whole pane
    <div
      className={`test-pane nokey ${isNarrow ? 'is-narrow' : ''}`}
      ref={box}
      onKeyDownCapture={onKey}
      onKeyDown={onEscape}
    >
      {isNarrow ? <Narrow {...{ channel, names }} /> : <Wide {...{ channel, names }} />}
    </div>
  )
}

function Wide({ channel, names }: { channel: string; names: readonly string[] }) {
  const showPast = useTesting((state) => state.showPast)
  return (
    <Group orientation="horizontal">
      <Panel id="request" minSize="260px" defaultSize="46%">
        <RequestForm channel={channel} names={names} />
      </Panel>
      <Separator />
      <Panel id="answer" minSize="260px">
        <AnswerView channel={channel} />
      </Panel>
      {showPast && (
        <>
          <Separator />
          <Panel id="past" defaultSize="250px" minSize="180px">
            <PastList channel={channel} />
          </Panel>
        </>
      )}
    </Group>
  )
}

const sides = [
  { side: 'request', title: 'Request' },
  { side: 'answer', title: 'Answer' },
  { side: 'past', title: 'History' },
] as const

/** One after the other where there is no room beside: a send leads to its answer. */
function Narrow({ channel, names }: { channel: string; names: readonly string[] }) {
  const [side, setSide] = useState<(typeof sides)[number]['side']>('request')
  const running = useTesting((state) => state.running[channel]?.id)
  const shown = useTesting(({ results }) => results[channel])
  const compared = useTesting((state) => state.compared.length)
  const first = useRef(shown)
  useEffect(() => {
    if (running !== undefined || compared === 2 || shown !== first.current) setSide('answer')
  }, [running, shown, compared])
  return (
    <div className="test-narrow">
      <div className="segments" role="tablist" aria-label="Sides of the test">
        {sides.map(({ side: each, title }) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={side === each}
            onClick={() => setSide(each)}
          >
            {title}
          </button>
        ))}
      </div>
      {side === 'request' && <RequestForm channel={channel} names={names} />}
      {side === 'answer' && <AnswerView channel={channel} />}
      {side === 'past' && <PastList channel={channel} />}
    </div>
  )
}
