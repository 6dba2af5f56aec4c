/** Goes to anything of the project by name, and runs commands as well: the box in the top bar. */
import { Command as List } from 'cmdk'
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { keepInView } from '../canvas/handle.ts'
import { showSecurity } from '../commands/security.ts'
import { showShared } from '../commands/shared.ts'
import { layoutOf } from '../edits/flow.ts'
import { allIds, frameTitle, isFrame } from '../edits/frames.ts'
import { isShared, sharedConnectors, sharedOf } from '../edits/shared.ts'
import { titleOf } from '../edits/title.ts'
import { flowNames } from '../store/flows.ts'
import { useProject } from '../store/project.ts'
import { openFile, reveal, selectObject, selectOnCanvas, showFlow } from '../store/selection.ts'
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

/** What the form of the project has. */
const settingNames = ['Name of the project', 'Address and port', 'TLS certificate', 'Configuration']

function framesOf(project: Parameters<typeof flowNames>[0], flow: string) {
  const layout = layoutOf(project, flow)
  return allIds(project, flow)
    .filter((id) => isFrame(layout, id))
    .map((id) => ({ id, title: frameTitle(layout, id) }))
}

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
  const objects = (['channels', 'connections'] as const).flatMap((collection) =>
    Object.values(project[collection])
      .filter((object) => collection === 'channels' || !isShared(object))
      .map(({ name, type }) => ({
        key: `${collection} ${name}`,
        title: name,
        where: `${definitionOf(type)?.title ?? type} ${collection === 'channels' ? 'channel' : 'connection'}`,
        role: collection === 'channels' ? 'channel' : 'outgoing',
        icon: definitionOf(type)?.icon ?? '?',
        go: () => reveal({ collection, name }),
      })),
  )
  const frames = flowNames(project).flatMap((flow) =>
    framesOf(project, flow).map(({ id, title }) => ({
      key: `${id} ${flow}`,
      title,
      where: `on ${flow}`,
      role: '',
      icon: '▢',
      go: () => {
        showFlow(flow)
        selectOnCanvas([id])
        requestAnimationFrame(() => keepInView(id))
      },
    })),
  )
  const settings = settingNames.map((title) => ({
    key: `setting ${title}`,
    title,
    where: 'project settings',
    role: '',
    icon: '⚙',
    go: () => {
      selectObject('project', 'patchbay')
      setView({ showRight: true, inspector: 'properties' })
    },
  }))
  return [
    ...flows,
    ...objects,
    ...services,
    ...shared,
    ...security,
    ...nodes,
    ...frames,
    ...settings,
  ]
}
