/** How the open file stands to what runs, in two words: the badge in the code pane's head. Pure. */
import type { DeployReport } from '../../runtime/model/control.ts'
import type { Problem } from '../../runtime/model/problem.ts'

export interface FileState {
  path: string
  connected: boolean
  problems: readonly Problem[]
  /** The revision that runs, and the one on the screen. */
  deployed: DeployReport | undefined
  revision: number
  auto: boolean
  deploying: boolean
  /** The deploy that last brought this file, with what it took. */
  brought: { took: number } | undefined
  /** A message failed in this file since then. */
  hasFailed: boolean
}

export interface Badge {
  text: string
  tone: 'ok' | 'err' | 'warn' | 'quiet'
  title: string
}

export function badgeOf(file: FileState): Badge {
  const broken = file.problems.find(({ severity }) => severity === 'error')
  if (broken) {
    const line = broken.at.line === undefined ? '' : ` · line ${broken.at.line}`
    const title = `${broken.message} What ran before still does.`
    return { text: `error${line}`, tone: 'err', title }
  }
  if (!file.connected)
    return { text: 'not running', tone: 'quiet', title: 'The runtime is not running.' }
  if (file.deployed === undefined || file.deployed.revision < file.revision) {
    if (file.auto || file.deploying)
      return { text: 'going live…', tone: 'quiet', title: 'The runtime is taking it.' }
    return { text: 'not deployed', tone: 'warn', title: 'Deploy it with Ctrl+Shift+D.' }
  }
  if (file.hasFailed)
    return { text: 'live · failing', tone: 'err', title: 'A message failed in this version.' }
  if (!file.brought) return { text: 'live', tone: 'ok', title: 'This text is what runs.' }
  const took = Math.max(1, Math.round(file.brought.took))
  const title = `This text is what runs. It was live ${took} ms after the deploy began.`
  return { text: `live · ${took} ms`, tone: 'ok', title }
}
