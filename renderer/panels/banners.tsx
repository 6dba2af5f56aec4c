/** What needs the user now, across the window: a crash with its cause, a service that holds the runtime, a refused deploy. */
import { CircleAlert, Hourglass, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Place, placeText } from '../../runtime/model/place.ts'
import { useLive } from '../store/live.ts'
import { useSave, writeOver } from '../store/save.ts'
import { reveal } from '../store/selection.ts'
import { showDock } from '../store/view.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { useNow } from '../ui/countdown.ts'

export function Banners() {
  return (
    <div className="banners" role="alert">
      <Crashed />
      <Blocked />
      <Refused />
      <NotSaved />
    </div>
  )
}

function Banner({
  tone,
  icon,
  words,
  children,
}: {
  tone: 'error' | 'warning'
  icon: ReactNode
  words: string
  children?: ReactNode
}) {
  return (
    <div className={`banner ${tone}`}>
      {icon}
      <span className="grow selectable">{words}</span>
      {children}
    </div>
  )
}

function Crashed() {
  const runtime = useLive((live) => live.runtime)
  const now = useNow(runtime.state === 'crashed' && runtime.retryAt !== undefined)
  if (runtime.state !== 'crashed') return null
  const wait = runtime.retryAt === undefined ? 0 : Math.max(0, runtime.retryAt - now)
  const next =
    runtime.retryAt === undefined
      ? 'It is not started again by itself.'
      : `It starts again ${wait < 1000 ? 'now' : `in ${Math.round(wait / 1000)} s`}.`
  const times = runtime.crashes > 1 ? ` (${runtime.crashes} times)` : ''
  return (
    <Banner
      tone="error"
      icon={<CircleAlert size={16} />}
      words={`${runtime.held ? 'The runtime was ended' : 'The runtime crashed'}${times}: ${runtime.reason} ${next} The project is safe.`}
    >
      <ShowLine at={runtime.held?.at} />
      <button type="button" className="btn small" onClick={() => showDock('log')}>
        Log
      </button>
      <CommandButton id="startRuntime" className="btn small">
        Start now
      </CommandButton>
    </Banner>
  )
}

function Blocked() {
  const blocked = useLive((live) => live.blocked)
  if (!blocked) return null
  const { at, service, since, endsAt } = blocked
  const who = at ? placeText(at) : (service ?? 'A service')
  return (
    <Banner
      tone="warning"
      icon={<Hourglass size={16} />}
      words={`${who} has held the runtime for ${Math.round(since / 1000)} s. Nothing else can run meanwhile.${endText(endsAt, Date.now())}`}
    >
      <ShowLine at={at} />
      <CommandButton id="restartRuntime" className="btn small danger">
        End it
      </CommandButton>
    </Banner>
  )
}

function ShowLine({ at }: { at: Place | undefined }) {
  if (!at) return null
  return (
    <button type="button" className="btn small" onClick={() => reveal(at)}>
      Show the line
    </button>
  )
}

/** How long it goes on, when that is soon enough to wait for. */
function endText(endsAt: number | undefined, now: number): string {
  if (endsAt === undefined || endsAt - now > 3_600_000) return ''
  return ` It is ended by itself in ${Math.max(0, Math.ceil((endsAt - now) / 1000))} s.`
}

function Refused() {
  const refused = useLive((live) => live.refused)
  if (!refused) return null
  return (
    <Banner
      tone="warning"
      icon={<TriangleAlert size={16} />}
      words={`Not deployed: ${refused.message} What was running still does.`}
    >
      <button type="button" className="btn small" onClick={() => showDock('problems')}>
        Problems
      </button>
    </Banner>
  )
}

function NotSaved() {
  const saving = useSave((state) => state)
  if (saving.state !== 'failed') return null
  if (saving.held) return <HeldBack held={saving.held} reason={saving.reason ?? ''} />
  return (
    <Banner
      tone="error"
      icon={<CircleAlert size={16} />}
      words={`Not saved: ${saving.reason ?? 'the files could not be written.'} It is tried again every few seconds.`}
    >
      <CommandButton id="save" className="btn small">
        Try now
      </CommandButton>
    </Banner>
  )
}

/** Edits of what another program broke on disk: nothing is written over that by itself. */
function HeldBack({ held, reason }: { held: readonly string[]; reason: string }) {
  return (
    <Banner
      tone="warning"
      icon={<TriangleAlert size={16} />}
      words={`Not saved: ${reason} Your edits wait until it is mended.`}
    >
      <button type="button" className="btn small" onClick={() => showDock('problems')}>
        Problems
      </button>
      <button type="button" className="btn small danger" onClick={() => writeOver(held)}>
        Write over it
      </button>
    </Banner>
  )
}
