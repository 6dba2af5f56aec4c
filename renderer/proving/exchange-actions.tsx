/** What can be made of a message that was seen: a test, a replay, a replay with another body. */
import { FlaskConical, PenLine, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ExchangeDetail, Step } from '../../runtime/model/trace.ts'
import { freeTestName } from '../edits/tests.ts'
import { control } from '../store/control.ts'
import { failureOf } from '../store/failure.ts'
import { currentProject } from '../store/project.ts'
import { tell } from '../store/toasts.ts'
import { Tip } from '../ui/tip.tsx'
import { planReplay, proposeTest } from './run.ts'

/** Bytes of a body that can be changed by hand. */
const mostEdited = 1024 * 1024

export function ExchangeActions({ detail }: { detail: ExchangeDetail }) {
  const { cid, channel, outcome } = detail
  // What a service was asked by hand, or is still under way, has nothing to begin with again.
  if (!(channel in currentProject().channels) || outcome === 'open') return null
  return (
    <span className="exchange-actions">
      <Action words="Save as test" run={() => void saveAsTest(detail)}>
        <FlaskConical size={13} />
      </Action>
      <Action words="Replay" run={() => planReplay({ cids: [cid] })}>
        <RotateCw size={13} />
      </Action>
      <Action words="Edit and replay" run={() => void editAndReplay(cid)}>
        <PenLine size={13} />
      </Action>
    </span>
  )
}

export function saveAsTest({ cid, channel, outcome }: ExchangeDetail): Promise<void> {
  const wish = `${channel} ${outcome === 'failed' ? 'fails' : 'works'}`
  return proposeTest(cid, freeTestName(currentProject(), wish))
}

/** From this step on, with what went into it then. */
export function ReplayFrom({ cid, step }: { cid: string; step: Step }) {
  if (step.at.node === undefined || step.kind === 'channel' || step.bytesIn === undefined)
    return null
  const { id, name } = step
  return (
    <button
      type="button"
      className="btn small ghost"
      title={`Begins again at “${name}”, with what went into it`}
      onClick={() => planReplay({ cids: [cid], step: { id, name } })}
    >
      <RotateCw size={12} />
      Replay from here
    </button>
  )
}

export async function editAndReplay(cid: string): Promise<void> {
  try {
    const body = await control().body(
      { cid, step: 0, side: 'in' },
      { offset: 0, limit: mostEdited },
    )
    if (!body) return refused('The runtime no longer keeps its body.')
    if (body.size > mostEdited) return refused('Bodies above 1 MiB cannot be changed here.')
    const text = textOf(body.bytes)
    if (text === undefined) return refused('It is no text. Send it from the test pane, as a file.')
    planReplay({ cids: [cid], edited: { contentType: body.contentType, text } })
  } catch (thrown) {
    refused(failureOf(thrown).message)
  }
}

function refused(text: string): void {
  tell({ kind: 'info', title: 'It cannot be edited', text })
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function Action({ words, run, children }: { words: string; run(): void; children: ReactNode }) {
  return (
    <Tip words={words}>
      <button type="button" className="btn small icon ghost" aria-label={words} onClick={run}>
        {children}
      </button>
    </Tip>
  )
}
