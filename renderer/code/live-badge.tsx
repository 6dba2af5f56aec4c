/** The badge in the code pane's head: is this text what runs? */
import { useDeploy } from '../store/deploy.ts'
import { placeKey, useLive } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { useProject } from '../store/project.ts'
import { badgeOf } from './badge.ts'
import { useBrought } from './brought.ts'

const none: readonly never[] = []

export function LiveBadge({ path }: { path: string }) {
  const key = placeKey({ collection: 'services', name: path })
  const { text, tone, title } = badgeOf({
    path,
    connected: useLive((live) => live.connected),
    deployed: useLive((live) => live.deployed),
    deploying: useLive((live) => live.deploying),
    hasFailed: useLive((live) => live.failures[key] !== undefined),
    problems: useProblems((problems) => problems.at[key] ?? none),
    revision: useProject((state) => state.revision),
    auto: useDeploy((state) => state.auto),
    brought: useBrought(path),
  })
  return (
    <span className={`badge tone-${tone}`} title={title} aria-live="polite">
      {text}
    </span>
  )
}
