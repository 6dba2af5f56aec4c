/** With what the project is compared: a commit that changed its folder, or another folder. */
import { FolderOpen } from 'lucide-react'
import { shortId } from '../../runtime/model/past.ts'
import { compareWith } from './acts.ts'
import { useDiff } from './store.ts'

export function BasePicker() {
  const past = useDiff((state) => state.past)
  const base = useDiff((state) => state.base)
  const commits = past && 'commits' in past ? past.commits : []
  const id = base && 'commit' in base ? base.commit.id : ''
  const isListed = commits.some((commit) => commit.id === id)
  return (
    <>
      <label className="diff-base">
        <span className="muted">Compared with</span>
        <select
          value={id}
          disabled={commits.length === 0 && id === ''}
          onChange={({ target }) => void compareWith({ commit: target.value })}
        >
          {base && 'folder' in base && <option value="">{base.folder}</option>}
          {!base && <option value="">nothing yet</option>}
          {base && 'commit' in base && !isListed && (
            <option value={id}>
              {shortId(id)} {base.commit.title}
            </option>
          )}
          {commits.map(({ id: one, title, author, at }) => (
            <option key={one} value={one}>
              {shortId(one)} {title} ({author}, {new Date(at).toLocaleDateString()})
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="btn small" onClick={() => void compareWith({})}>
        <FolderOpen size={13} /> Another folder
      </button>
    </>
  )
}
