import { commands } from '../commands/all.ts'
import { isMac, keyWords } from '../commands/keys.ts'

const groups = ['Edit', 'Canvas', 'View', 'Project', 'Runtime'] as const

/** Every key there is, made from the commands. */
export function KeyList() {
  return (
    <div className="dialog">
      <h2>Keyboard shortcuts</h2>
      <div className="keys-list">
        {groups.map((group) => {
          const own = commands.filter((command) => command.group === group && command.keys?.length)
          return [
            <h2 className="overline" key={group}>
              {group}
            </h2>,
            ...own.map(({ id, title, keys }) => (
              <div key={id}>
                <span>{title}</span>
                <kbd>{keyWords(keys?.[0] ?? '', isMac)}</kbd>
              </div>
            )),
          ]
        })}
      </div>
    </div>
  )
}
