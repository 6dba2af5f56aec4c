/** What went into or came out of a step: the body in the format one wants, its headers, and a copy of either. */
import { Check, Copy } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import type { Control } from '../../../runtime/model/control.ts'
import type { Outcome, Step } from '../../../runtime/model/trace.ts'
import { desktop } from '../../desktop.ts'
import { bytesText, countText } from '../amounts.ts'
import { copyOf } from './copy-of.ts'
import type { Outline } from './document.ts'
import type { PayloadFormat } from './guess-format.ts'
import { HeadersView } from './headers-view.tsx'
import { PayloadRows } from './payload-rows.tsx'
import { type Payload, usePayload } from './use-payload.ts'

type Side = 'in' | 'out'
type Shown = PayloadFormat | 'headers'

const titles: Record<Shown, string> = {
  json: 'JSON',
  xml: 'XML',
  text: 'Text',
  hex: 'Hex',
  headers: 'Headers',
}

export function PayloadView(props: {
  cid: string
  step: Step
  outcome: Outcome
  /** Does somebody wait for what comes out of the channel? */
  hasReply: boolean
}) {
  const { cid, step, outcome, hasReply } = props
  const [side, setSide] = useState<Side>(step.bytesIn === undefined ? 'out' : 'in')
  const bytes = side === 'in' ? step.bytesIn : step.bytesOut
  const sides = <Sides step={step} side={side} hasReply={hasReply} choose={setSide} />
  return (
    <div className="payload">
      {bytes === undefined ? (
        <>
          <div className="payload-bar">{sides}</div>
          <p className="exchange-note">{nothing(step, side, outcome)}</p>
        </>
      ) : (
        <BodyView key={`${side} ${bytes}`} cid={cid} step={step.id} side={side} sides={sides} />
      )}
    </div>
  )
}

function nothing(step: Step, side: Side, outcome: Outcome): string {
  if (side === 'in') return 'Nothing went in.'
  if (step.state === 'open' && outcome === 'open') return 'Nothing has come out yet.'
  return step.state === 'failed' ? 'It failed: nothing came out.' : 'Nothing came out.'
}

function Sides(props: { step: Step; side: Side; hasReply: boolean; choose(side: Side): void }) {
  const { step, side, hasReply, choose } = props
  const isChannel = step.kind === 'channel' && hasReply
  const sides = [
    { id: 'in', title: isChannel ? 'Request' : 'In', bytes: step.bytesIn },
    { id: 'out', title: isChannel ? 'Reply' : 'Out', bytes: step.bytesOut },
  ] as const
  return (
    <div className="payload-choice" role="tablist" aria-label={`Messages of ${step.label}`}>
      {sides.map(({ id, title, bytes }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={side === id}
          onClick={() => choose(id)}
        >
          {title}
          {bytes !== undefined && <span className="muted"> {bytesText(bytes)}</span>}
        </button>
      ))}
    </div>
  )
}

export function BodyView(props: {
  cid: string
  step: number
  side: Side
  sides: ReactNode
  /** Where the body comes from; left out: the runtime's history. */
  from?: Control['body']
}) {
  const { cid, step, side, sides, from } = props
  const [chosen, choose] = useState<Shown | undefined>(undefined)
  const format = chosen === 'headers' ? undefined : chosen
  const payload = usePayload({ cid, step, side }, format, from)
  if (payload.state !== 'shown') {
    return (
      <>
        <div className="payload-bar">{sides}</div>
        <p className="exchange-note">{waiting(payload)}</p>
      </>
    )
  }
  const { body, outline, client } = payload
  const shown: Shown = chosen === 'headers' ? 'headers' : outline.format
  const notes = notesOf(payload)
  return (
    <>
      <div className="payload-bar">
        {sides}
        <div className="payload-choice" role="tablist" aria-label="Shown as">
          {([...outline.formats, 'headers'] as const).map((format) => (
            <button
              key={format}
              type="button"
              role="tab"
              aria-selected={shown === format}
              onClick={() => choose(format)}
            >
              {titles[format]}
            </button>
          ))}
        </div>
        <span className="payload-count cut">{shown === 'headers' ? '' : countOf(outline)}</span>
        <CopyButton text={() => copyOf(body, shown)} />
      </div>
      {notes && <p className="payload-note">{notes}</p>}
      {shown === 'headers' ? (
        <HeadersView body={body} />
      ) : (
        <PayloadRows key={outline.format} outline={outline} client={client} />
      )}
    </>
  )
}

function waiting(payload: Exclude<Payload, { state: 'shown' }>): string {
  if (payload.state === 'gone') return 'The runtime no longer keeps this body.'
  if (payload.state === 'failed') return payload.message
  return payload.size === undefined
    ? 'Fetching…'
    : `Fetching… ${bytesText(payload.here)} of ${bytesText(payload.size)}`
}

function countOf({ format, rows, cut }: Outline): string {
  return format === 'hex' || rows < 2 || cut ? '' : `${countText(rows)} lines`
}

/** What is not shown, and why. */
function notesOf({ body, outline }: Extract<Payload, { state: 'shown' }>): string {
  const notes = outline.note ? [outline.note] : []
  const { size, isCut } = body
  if (isCut) notes.push(`The runtime kept ${bytesText(body.bytes.length)} of ${bytesText(size)}.`)
  if (outline.cut)
    notes.push(`The first ${countText(outline.rows)} of ${countText(outline.cut)} lines.`)
  return notes.join(' ')
}

/** Says for a moment that it was done: a copy has no other trace. */
function CopyButton({ text }: { text(): string }) {
  const [isDone, setDone] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const copy = async () => {
    await desktop().copyText(text())
    setDone(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setDone(false), 1500)
  }
  return (
    <button
      type="button"
      className="btn small icon ghost"
      title={isDone ? 'Copied' : 'Copy'}
      aria-label={isDone ? 'Copied' : 'Copy'}
      onClick={() => void copy()}
    >
      {isDone ? <Check size={13} /> : <Copy size={13} />}
    </button>
  )
}
