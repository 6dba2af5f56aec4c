/** What can be done with a job. A channel belongs to the project and is edited there; other jobs belong to the runtime. */
import type { FailureData } from '../../runtime/model/failure.ts'
import type { JobView } from '../../runtime/model/job.ts'
import { editObject } from '../edits/object.ts'
import { control } from '../store/control.ts'
import { failureOf } from '../store/failure.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { selectExchange } from '../store/selection.ts'
import { tell } from '../store/toasts.ts'
import { showDock } from '../store/view.ts'

type Which = Pick<JobView, 'id' | 'name'>

/** Begins a run, whatever its plan says. Who is told where it shows need not look for it. */
export async function runNow({ id, name }: Which): Promise<void> {
  const answer = await call('execute', { id }, `${name} not run`)
  const cid = cidIn(answer)
  if (cid === undefined) return
  tell({
    kind: 'done',
    title: `${name} runs`,
    action: { label: 'Show the message', run: () => showMessage(cid) },
  })
}

export function showMessage(cid: string): void {
  selectExchange(cid)
  showDock('messages')
}

export async function setActive({ id, name, source }: JobView, isActive: boolean): Promise<void> {
  if (source === 'runtime') {
    await call('set-active-status', { id, is_active: isActive }, `${name} not switched`)
    return
  }
  const channel = currentProject().channels[name]
  if (!channel) return
  const what = isActive ? 'on' : 'off'
  dispatch(editObject(currentProject(), 'channels', name, what, { ...channel, isActive }))
}

/** For ever, with its history: of a job that is no channel. */
export async function removeJob({ id, name }: Which): Promise<void> {
  await call('delete', { id }, `${name} not deleted`)
}

async function call(verb: string, payload: unknown, otherwise: string): Promise<unknown> {
  try {
    const service = `patchbay.scheduler.job.${verb}`
    const { payload: answer, failure } = await control().invoke({ service, payload })
    if (!failure) return answer
    tellFailure(otherwise, failure)
  } catch (thrown) {
    tellFailure(otherwise, failureOf(thrown))
  }
  return undefined
}

function tellFailure(title: string, { message }: FailureData): void {
  tell({ kind: 'error', title, text: message })
}

function cidIn(answer: unknown): string | undefined {
  const cid = typeof answer === 'object' && answer !== null && 'cid' in answer && answer.cid
  return typeof cid === 'string' ? cid : undefined
}
