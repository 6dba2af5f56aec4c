/** What can be put on a flow, in the palette's sections: kinds first, then what the project has. Pure. */
import { definitions } from '../../runtime/connectors/definitions.ts'
import { blocks } from '../../runtime/model/blocks.ts'
import type { NodeKind } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import type { Item } from '../edits/add.ts'
import { isShared } from '../edits/shared.ts'
import type { Services } from '../store/services.ts'

export interface PaletteItem {
  id: string
  title: string
  role: NodeKind
  icon: string
  help: string
  /** A kind to make one of, or one that the project has already. */
  isKind: boolean
  item: Item
}

export interface PaletteSection {
  title: string
  items: readonly PaletteItem[]
}

export function paletteSections(project: Project, services: Services): readonly PaletteSection[] {
  return [
    { title: 'Channels', items: [...channelKinds, ...objectsOf(project, 'channel')] },
    { title: 'Services', items: [newService, ...servicesIn(services)] },
    { title: 'Blocks', items: blockKinds },
    { title: 'Outgoing', items: [...outgoingKinds, ...objectsOf(project, 'outgoing')] },
  ]
}

/** Every word of the search is in the title, kind or help. */
export function searched(
  sections: readonly PaletteSection[],
  search: string,
): readonly PaletteSection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return sections
  return sections
    .map(({ title, items }) => ({
      title,
      items: items.filter((item) => {
        const text = `${item.title} ${title} ${item.help}`.toLowerCase()
        return words.every((word) => text.includes(word))
      }),
    }))
    .filter(({ items }) => items.length > 0)
}

const channelKinds = kindsOf('channel')
const outgoingKinds = kindsOf('outgoing')

function kindsOf(role: 'channel' | 'outgoing'): PaletteItem[] {
  return definitions
    .filter((definition) => definition[role])
    .map(({ type, title, icon, help }) => ({
      id: `${role}:${type}`,
      title,
      role,
      icon,
      help,
      isKind: true,
      item: { kind: role, type, title },
    }))
}

const blockKinds: readonly PaletteItem[] = blocks.map(({ type, title, icon, help }) => ({
  id: `block:${type}`,
  title,
  role: 'block',
  icon,
  help,
  isKind: true,
  item: { kind: 'block', type, title },
}))

const newService: PaletteItem = {
  id: 'new-service',
  title: 'New service',
  role: 'service',
  icon: 'ƒ',
  help: 'A TypeScript class in a file of its own.',
  isKind: true,
  item: { kind: 'new-service' },
}

function objectsOf(project: Project, role: 'channel' | 'outgoing'): PaletteItem[] {
  const objects = project[role === 'channel' ? 'channels' : 'connections']
  return Object.values(objects)
    .filter((object) => role === 'channel' || !isShared(object))
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ name, type }) => {
      const definition = definitions.find((each) => each.type === type)
      return {
        id: `${role}=${name}`,
        title: name,
        role,
        icon: definition?.icon ?? '?',
        help: `${definition?.title ?? type} of this project`,
        isKind: false,
        item: { kind: role, ref: name },
      }
    })
}

function servicesIn(services: Services): PaletteItem[] {
  return [...services.values()]
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ name, doc, path }) => ({
      id: `service=${name}`,
      title: name,
      role: 'service',
      icon: 'ƒ',
      help: doc ?? path,
      isKind: false,
      item: { kind: 'service', ref: name },
    }))
}
