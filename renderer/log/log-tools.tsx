/** What stands at the right of the dock's tabs while the log is shown: a text to look for, the least level. */
import { type Level, levels, logView, useLogView } from './log-view.ts'

const titles: Record<Level, string> = {
  debug: 'All levels',
  info: 'Info and up',
  warn: 'Warnings and up',
  error: 'Errors only',
}

export function LogTools() {
  const { level, text } = useLogView((view) => view)
  return (
    <div className="dock-tools">
      <div className="search messages-filter">
        <input
          type="text"
          spellCheck={false}
          aria-label="Filter the log"
          placeholder="Filter the log…"
          value={text}
          onChange={(event) => logView.setState({ text: event.target.value })}
        />
      </div>
      <select
        className="btn small"
        aria-label="Least level"
        value={level}
        onChange={(event) => logView.setState({ level: event.target.value as Level })}
      >
        {levels.map((each) => (
          <option key={each} value={each}>
            {titles[each]}
          </option>
        ))}
      </select>
    </div>
  )
}
