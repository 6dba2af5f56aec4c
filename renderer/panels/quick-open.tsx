/** Goes to anything of the project by name, and runs commands as well: the box in the top bar. */
import { Command as List } from 'cmdk'
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { showSecurity } from '../commands/security.ts'
import { showShared } from '../commands/shared.ts'
import { sharedConnectors, sharedOf } from '../edits/shared.ts'
import { titleOf } from '../edits/title.ts'
import { flowNames } from '../store/flows.ts'
import { useProject } from '../store/project.ts'
import { openFile, reveal, showFlow } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { setView } from '../store/view.ts'
import { matchScore } from '../ui/match.ts'
import { CommandItems } from './command-list.tsx'

interface Target {
  key: string
  title: string
  where: string
  role: string
  icon: string
  go(): void
}

export function QuickOpen() {
  const project = useProject((state) => state.project)
  return (
    <List label="Go to" loop filter={matchScore}>
      <List.Input autoFocus placeholder="Search or run a command…" />
      <List.List>
        <List.Empty>Nothing of that name.</List.Empty>
        <List.Group heading="Project">
          {targetsOf(project).map(({ key, title, where, role, icon, go }) => (
            <List.Item
              key={key}
              value={key}
              keywords={[title, where]}
              onSelect={() => {
                setView({ over: undefined })
                go()
              }}
            >
              <span className={`ic ${role ? `role-${role}` : 'plain'}`} aria-hidden="true">
                {icon}
              </span>
              <span className="cut grow">{title}</span>
              <span className="muted cut">{where}</span>
            </List.Item>
          ))}
        </List.Group>
        <List.Group heading="Commands">
          <CommandItems />
        </List.Group>
      </List.List>
    </List>
  )
}

const roleIcons = { channel: 'C', service: 'ƒ', block: '◇', outgoing: 'O' } as const

function targetsOf(project: Parameters<typeof flowNames>[0]): Target[] {
  const flows = flowNames(project).map((name) => ({
    key: `flow ${name}`,
    title: name,
    where: 'flow',
    role: '',
    icon: '▦',
    go: () => showFlow(name),
  }))
  const services = [...servicesOf(project).values()].map(({ name, path, line }) => ({
    key: `service ${name}`,
    title: name,
    where: path,
    role: 'service',
    icon: 'ƒ',
    go: () => openFile(path, line),
  }))
  const shared = sharedConnectors.flatMap(({ type, title, icon }) =>
    sharedOf(project, type).map(({ name }) => ({
      key: `connection ${name}`,
      title: name,
      where: title,
      role: 'shared',
      icon,
      go: () => showShared(name),
    })),
  )
  const security = Object.values(project.security).map(({ name, type }) => ({
    key: `security ${name}`,
    title: name,
    where: definitionOf(type)?.title ?? type,
    role: 'shared',
    icon: definitionOf(type)?.icon ?? '?',
    go: () => showSecurity(name),
  }))
  const nodes = flowNames(project).flatMap((flow) =>
    Object.entries(project.flows[flow]?.nodes ?? {}).map(([id, node]) => ({
      key: `node ${flow} ${id}`,
      title: titleOf(node),
      where: `on ${flow}`,
      role: node.kind,
      icon: roleIcons[node.kind],
      go: () => reveal({ collection: 'flows', name: flow, node: id }),
    })),
  )
  return [...flows, ...services, ...shared, ...security, ...nodes]
}
