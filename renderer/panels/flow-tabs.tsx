/** The flows as tabs over the canvas. A double click renames; the menu has the rest. */
import { Plus, Workflow } from 'lucide-react'
import { commandOf } from '../commands/all.ts'
import { renameObject } from '../commands/by-name.ts'
import { runCommand } from '../commands/run.ts'
import { hideDiff } from '../diff/acts.ts'
import { CloseDiff, DiffTab } from '../diff/diff-tab.tsx'
import { useDiff } from '../diff/store.ts'
import { flowNames } from '../store/flows.ts'
import { useProblems } from '../store/problems.ts'
import { useProject } from '../store/project.ts'
import { showFlow, useSelection } from '../store/selection.ts'
import { setView, useView } from '../store/view.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { NameField } from '../ui/name-field.tsx'
import { RowMenu } from '../ui/row-menu.tsx'

export function FlowTabs() {
  const project = useProject((state) => state.project)
  const active = useSelection((selection) => selection.flow)
  const renaming = useView((view) => view.renaming)
  const isComparing = useDiff(({ isShown }) => isShown)
  return (
    <div className="tabs">
      <div className="tab-list" role="tablist" aria-label="Flows">
        {flowNames(project).map((name) =>
          renaming && 'flow' in renaming && renaming.flow === name ? (
            <span key={name} className="tab" role="tab" aria-selected={true} tabIndex={-1}>
              <NameField
                name={name}
                done={(next) => {
                  setView({ renaming: undefined })
                  if (next !== undefined) renameObject('flows', name, next)
                }}
              />
            </span>
          ) : (
            <FlowTab key={name} name={name} isActive={name === active && !isComparing} />
          ),
        )}
        <DiffTab />
      </div>
      <CloseDiff />
      <CommandButton id="newFlow" className="tab-add">
        <Plus size={15} />
      </CommandButton>
    </div>
  )
}

function FlowTab({ name, isActive }: { name: string; isActive: boolean }) {
  const errors = useProblems(
    ({ all }) =>
      all.filter(
        ({ at, severity }) => severity === 'error' && at.collection === 'flows' && at.name === name,
      ).length,
  )
  const run = (id: string) => {
    showFlow(name)
    const command = commandOf(id)
    if (command) void runCommand(command)
  }
  return (
    <RowMenu
      items={[
        { title: 'Rename', run: () => run('renameFlow') },
        { title: 'New flow', run: () => run('newFlow') },
        { title: 'Delete', isDanger: true, run: () => run('deleteFlow') },
      ]}
    >
      <button
        type="button"
        role="tab"
        className="tab"
        aria-selected={isActive}
        onClick={() => {
          hideDiff()
          showFlow(name)
        }}
        onDoubleClick={() => setView({ renaming: { flow: name } })}
      >
        <Workflow size={14} />
        <span className="cut">{name}</span>
        {errors > 0 && <span className="badge tone-err">{errors}</span>}
      </button>
    </RowMenu>
  )
}
