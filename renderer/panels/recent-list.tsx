import type { RecentProject } from '../../electron/desktop.ts'
import { desktop } from '../desktop.ts'
import { failureOf } from '../store/failure.ts'
import { openAnother } from '../store/start.ts'
import { tell } from '../store/toasts.ts'

export function RecentList({ recent, done }: { recent: readonly RecentProject[]; done(): void }) {
  const open = async (folder: string) => {
    done()
    try {
      await openAnother(() => desktop().openProject(folder))
    } catch (thrown) {
      tell({ kind: 'error', title: 'Not opened', text: failureOf(thrown).message })
    }
  }
  return recent.map(({ folder, name, exists }) => (
    <button
      key={folder}
      type="button"
      className="recent-row"
      disabled={!exists}
      title={folder}
      onClick={() => void open(folder)}
    >
      <b className="cut">{name}</b>
      <small className="cut grow">{exists ? folder : `gone: ${folder}`}</small>
    </button>
  ))
}
