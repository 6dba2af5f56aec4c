/** All that the project has, by kind: open, rename, delete, find on its flow. */
import { Plus } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { definitions } from '../../runtime/connectors/definitions.ts'
import type { Renamable } from '../../runtime/model/names.ts'
import type { Project, ProjectObject } from '../../runtime/model/project.ts'
import type { ServiceInfo } from '../../runtime/model/service.ts'
import { removeObject, renameObject } from '../commands/by-name.ts'
import { addSecurity, showSecurity } from '../commands/security.ts'
import { isShared, sharedConnectors, sharedHeading, sharedOf } from '../edits/shared.ts'
import { testsOf } from '../edits/tests.ts'
import { SecurityKindItems } from '../forms/security-kind-items.tsx'
import { deleteTest } from '../proving/acts.ts'
import { runTests, showProof } from '../proving/run.ts'
import { setProving } from '../proving/store.ts'
import { flowNames } from '../store/flows.ts'
import { placeKey, useLive } from '../store/live.ts'
import { useProject } from '../store/project.ts'
import { openFile, reveal, selectObject, showFlow, useSelection } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { NameField } from '../ui/name-field.tsx'
import { RowMenu } from '../ui/row-menu.tsx'

export function Explorer() {
  const project = useProject((state) => state.project)
  const flow = useSelection((selection) => selection.flow)
  const file = useSelection((selection) => selection.file)
  const [search, setSearch] = useState('')
  const fits = (name: string) => name.toLowerCase().includes(search.toLowerCase())
  const services = [...servicesOf(project).values()]
  return (
    <>
      <div className="pane-search">
        <input
          className="search"
          type="search"
          placeholder="Find in the project…"
          aria-label="Find in the project"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className="palette">
        <Section title="Flows">
          {flowNames(project)
            .filter(fits)
            .map((name) => (
              <Entry
                key={name}
                collection="flows"
                name={name}
                icon="▦"
                hue=""
                isOn={name === flow}
                open={() => showFlow(name)}
              />
            ))}
        </Section>
        <Objects
          title="Channels"
          collection="channels"
          hue="channel"
          all={Object.values(project.channels)}
          fits={fits}
        />
        <Section title="Services">
          {serviceEntries(project, services)
            .filter(({ name, path }) => fits(name) || fits(path))
            .map(({ name, path, line }) => (
              <Entry
                key={`${path} ${name}`}
                collection="services"
                name={name}
                hint={path}
                icon="ƒ"
                hue="service"
                isOn={path === file}
                open={() => openFile(path, line)}
              />
            ))}
        </Section>
        <Objects
          title="Connections"
          collection="connections"
          hue="outgoing"
          all={Object.values(project.connections).filter((each) => !isShared(each))}
          fits={fits}
        />
        <Objects
          title="Security"
          collection="security"
          hue="shared"
          all={Object.values(project.security)}
          fits={fits}
          add={<NewSecurity />}
        />
        {sharedConnectors.map((connector) => (
          <Objects
            key={connector.type}
            title={sharedHeading(connector)}
            collection="connections"
            hue="shared"
            all={sharedOf(project, connector.type)}
            fits={fits}
            add={<AddButton command={`new:${connector.type}`} />}
          />
        ))}
        <Section title="Tests" add={<AddButton command="newTest" />}>
          {testsOf(project)
            .filter(({ name }) => fits(name))
            .map(({ name }) => (
              <TestEntry key={name} name={name} />
            ))}
        </Section>
      </div>
    </>
  )
}

/** Chosen, it shows what it is at the right and how it went below. */
function TestEntry({ name }: { name: string }) {
  const isOn = useSelection(({ object }) => object?.collection === 'tests' && object.name === name)
  const show = () => {
    selectObject('tests', name)
    setProving({ chosen: name, proposal: undefined })
    showProof('tests')
  }
  return (
    <RowMenu
      items={[
        { title: 'Open', run: show },
        { title: 'Run', run: () => void runTests([name]) },
        { title: 'Delete', isDanger: true, run: () => deleteTest(name) },
      ]}
    >
      <button
        type="button"
        className={`palette-item ${isOn ? 'on' : ''}`}
        aria-current={isOn}
        onClick={show}
        onKeyDown={(event) => {
          if (event.key !== 'Delete') return
          deleteTest(name)
          event.preventDefault()
          event.stopPropagation()
        }}
      >
        <span className="ic plain" aria-hidden="true">
          ✓
        </span>
        <span className="cut grow">{name}</span>
      </button>
    </RowMenu>
  )
}

function Section({
  title,
  add,
  children,
}: {
  title: string
  /** Makes one, for what no palette drags onto a flow. */
  add?: ReactNode
  children: ReactNode[]
}) {
  return (
    <section aria-label={title}>
      <h2 className="overline with-add">
        {title}
        {add}
      </h2>
      {children.length > 0 ? children : <p className="pane-none">none</p>}
    </section>
  )
}

function AddButton({ command }: { command: string }) {
  return (
    <CommandButton id={command} className="btn small icon ghost">
      <Plus size={13} />
    </CommandButton>
  )
}

function NewSecurity() {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          className="btn small icon ghost"
          aria-label="New security definition"
          title="New security definition"
        >
          <Plus size={13} />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* The form has the focus then; the menu must not take it back. */}
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <SecurityKindItems choose={(connector) => showSecurity(addSecurity(connector), 'name')} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Objects({
  title,
  collection,
  hue,
  all,
  fits,
  add,
}: {
  title: string
  collection: 'channels' | 'connections' | 'security'
  hue: string
  all: readonly ProjectObject[]
  fits(name: string): boolean
  add?: ReactNode
}) {
  return (
    <Section title={title} add={add}>
      {all
        .filter(({ name }) => fits(name))
        .sort((one, other) => one.name.localeCompare(other.name))
        .map(({ name, type }) => (
          <Entry
            key={name}
            collection={collection}
            name={name}
            icon={definitions.find((each) => each.type === type)?.icon ?? '?'}
            hue={hue}
            open={() => reveal({ collection, name })}
          />
        ))}
    </Section>
  )
}

interface EntryProps {
  collection: Renamable
  name: string
  hint?: string
  icon: string
  hue: string
  isOn?: boolean
  open(): void
}

function Entry({ collection, name, hint, icon, hue, isOn = false, open }: EntryProps) {
  const [renaming, setRenaming] = useState(false)
  const state = useLive((live) => live.statuses[placeKey({ collection, name })]?.state)
  if (renaming) {
    return (
      <NameField
        name={name}
        done={(next) => {
          setRenaming(false)
          if (next !== undefined) renameObject(collection, name, next)
        }}
      />
    )
  }
  return (
    <RowMenu
      items={[
        { title: 'Open', run: open },
        { title: 'Rename', run: () => setRenaming(true) },
        {
          title: 'Delete',
          isDanger: true,
          run: () => removeObject(collection, name),
        },
      ]}
    >
      <button
        type="button"
        className={`palette-item ${hue ? `role-${hue}` : ''} ${isOn ? 'on' : ''}`}
        title={hint}
        aria-current={isOn}
        onClick={open}
        onKeyDown={(event) => {
          if (event.key === 'F2') setRenaming(true)
          else if (event.key === 'Delete') removeObject(collection, name)
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      >
        <span className={hue ? 'ic existing' : 'ic plain'} aria-hidden="true">
          {icon}
        </span>
        <span className="cut grow">{name}</span>
        {state && state !== 'ready' && <span className={`entry-state is-${state}`}>{state}</span>}
      </button>
    </RowMenu>
  )
}

/** Each service under its name; a file that has none, or cannot be read, under its path. */
function serviceEntries(
  project: Project,
  services: readonly ServiceInfo[],
): { name: string; path: string; line: number }[] {
  return Object.keys(project.services)
    .sort()
    .flatMap((path) => {
      const own = services.filter((service) => service.path === path)
      return own.length > 0 ? own : [{ name: path, path, line: 1 }]
    })
}
