/** Whatever 200 edits were made, undoing them gives back the same files, byte for byte, and redoing them the same end. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { addItem, type Item } from '../../../renderer/edits/add.ts'
import { copyNodes, pasteNodes } from '../../../renderer/edits/clip.ts'
import {
  addGroup,
  addNote,
  allIds,
  editFrame,
  removeFrames,
  spotOf,
  withMembers,
} from '../../../renderer/edits/frames.ts'
import { linkNodes, relink, splice, unlink } from '../../../renderer/edits/link.ts'
import { moveNodes } from '../../../renderer/edits/move.ts'
import { editBlock, editNode, toggleDisabled } from '../../../renderer/edits/node.ts'
import { editObject } from '../../../renderer/edits/object.ts'
import { detach, removeFromFlow } from '../../../renderer/edits/remove.ts'
import { makeSecurity, securityConnectors } from '../../../renderer/edits/security.ts'
import { newTest, putTest, removeTest } from '../../../renderer/edits/tests.ts'
import { historyStore, redo, undo } from '../../../renderer/store/history.ts'
import { currentProject, dispatch } from '../../../renderer/store/project.ts'
import { servicesOf } from '../../../renderer/store/services.ts'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { type Change, type Edit, edit } from '../../../runtime/model/change.ts'
import { hues } from '../../../runtime/model/flow.ts'
import { freeName, remove, rename } from '../../../runtime/model/names.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { toFiles } from '../../../runtime/model/text.ts'
import { anyProject } from '../../support/any-project.ts'
import { openInStores, queueProject } from '../../support/designer.ts'

/** Chooses: one of a list, always the same for the same numbers. */
interface Hand {
  one<T>(all: readonly T[]): T | undefined
  number: number
}

type Act = (project: Project, flow: string, hand: Hand) => Change | undefined

const items: readonly Item[] = [
  { kind: 'new-service' },
  { kind: 'block', type: 'router', title: 'Router' },
  { kind: 'block', type: 'map', title: 'Map' },
  { kind: 'channel', type: 'rest', title: 'REST' },
  { kind: 'channel', type: 'amqp', title: 'AMQP' },
  { kind: 'outgoing', type: 'ftp', title: 'FTP' },
  { kind: 'service', ref: 'store.file' },
]

const acts: Readonly<Record<string, Act>> = {
  add(project, flow, hand) {
    const services = servicesOf(project)
    const at = { x: hand.number, y: hand.number * 2 }
    const item = hand.one(items)
    return (
      item && addItem(project, item, { flow, at, isService: (name) => services.has(name) }).change
    )
  },
  move(project, flow, hand) {
    const layout = project.layouts[flow] ?? { nodes: {} }
    const id = hand.one(allIds(project, flow))
    if (!id) return undefined
    const spots = withMembers(layout, [id]).map((each) => {
      const { x, y } = spotOf(layout, each) ?? { x: 0, y: 0 }
      return [each, { x: x + hand.number, y: y - hand.number }] as const
    })
    return moveNodes(project, flow, Object.fromEntries(spots))
  },
  link(project, flow, hand) {
    const [from, to] = [hand.one(nodes(project, flow)), hand.one(nodes(project, flow).toReversed())]
    return from && to
      ? linkNodes(project, flow, { node: from, port: 'out' }, { node: to, port: 'in' })
      : undefined
  },
  relink(project, flow, hand) {
    const [id, to] = [hand.one(links(project, flow)), hand.one(nodes(project, flow))]
    const link = project.flows[flow]?.links[id ?? '']
    return id && to && link
      ? relink(project, flow, id, link.from, { node: to, port: 'in' })
      : undefined
  },
  splice(project, flow, hand) {
    const [link, node] = [hand.one(links(project, flow)), hand.one(nodes(project, flow))]
    return link && node ? splice(project, flow, link, node) : undefined
  },
  unlink: (project, flow, hand) => unlink(project, flow, [hand.one(links(project, flow)) ?? '']),
  remove(project, flow, hand) {
    const victims = { nodes: [hand.one(allIds(project, flow)) ?? ''], links: [] }
    return removeFromFlow(project, flow, victims, hand.number % 2 === 0)
  },
  detach: (project, flow, hand) => detach(project, flow, [hand.one(nodes(project, flow)) ?? '']),
  disable: (project, flow, hand) =>
    toggleDisabled(project, flow, [hand.one(nodes(project, flow)) ?? '']),
  form(project, flow, hand) {
    const id = hand.one(nodes(project, flow)) ?? ''
    const keys = { label: hand.number % 3 ? `Label ${hand.number}` : undefined, timeout: 5 }
    return editNode(project, flow, id, 'label', keys)
  },
  block(project, flow, hand) {
    const id = hand.one(nodes(project, flow)) ?? ''
    if (project.flows[flow]?.nodes[id]?.kind !== 'block') return undefined
    const cases = [{ id: `case${hand.number % 3}`, label: 'a', condition: 'true' }]
    return editBlock(project, flow, id, 'cases', { cases })
  },
  object(project, _flow, hand) {
    const side = hand.one(['channels', 'connections', 'security'] as const) ?? 'channels'
    const object = hand.one(Object.values(project[side]))
    return object && editObject(project, side, object.name, 'x', { ...object, note: hand.number })
  },
  security(project, _flow, hand) {
    const connector = hand.one(securityConnectors)
    return connector && makeSecurity(project, connector).change
  },
  group(project, flow, hand) {
    const layout = project.layouts[flow] ?? { nodes: {} }
    const spot = spotOf(layout, hand.one(allIds(project, flow)) ?? '')
    return spot && addGroup(project, flow, [spot]).change
  },
  note: (project, flow, { number }) =>
    addNote(project, flow, { x: number, y: 0 }, `# ${number}`).change,
  frame(project, flow, hand) {
    const id = hand.one(frames(project, flow)) ?? ''
    const box = { width: 90 + hand.number, colour: hand.one(hues) ?? 'grey' }
    return editFrame(project, flow, id, 'the look', box)
  },
  unframe: (project, flow, hand) =>
    removeFrames(project, flow, [hand.one(frames(project, flow)) ?? '']),
  paste(project, flow, hand) {
    const ids = allIds(project, flow).slice(0, 1 + (hand.number % 4))
    // What came from elsewhere comes under other names.
    const from = hand.number % 2 ? project.settings.id : 'elsewhere'
    const clip = { ...copyNodes(project, flow, ids), project: from }
    return pasteNodes(project, flow, clip, { at: { x: hand.number, y: 0 } }).change
  },
  pasteForeign(project, flow) {
    return pasteNodes(project, flow, copyNodes(queueProject(), 'Main', ['n1', 'n2', 'n4'])).change
  },
  rename(project, _flow, hand) {
    const collection = hand.one(['channels', 'connections', 'security', 'services'] as const)
    const names =
      collection === 'services'
        ? [...servicesOf(project).keys()]
        : Object.keys(project[collection ?? 'channels'])
    const name = hand.one(names)
    const to = freeName(`Name ${hand.number % 5}`, (taken) => names.includes(taken))
    return collection && name !== undefined
      ? rename(project, collection, name, to, definitions)
      : undefined
  },
  renameFlow(project, flow, hand) {
    const to = freeName(`Flow ${hand.number % 3}`, (name) => Object.hasOwn(project.flows, name))
    return rename(project, 'flows', flow, to, definitions)
  },
  drop(project, _flow, hand) {
    const collection = hand.one(['channels', 'connections', 'security'] as const) ?? 'channels'
    const name = hand.one(Object.keys(project[collection]))
    return name === undefined ? undefined : remove(project, collection, name, definitions)
  },
  code(project, _flow, hand) {
    const file = hand.one(Object.values(project.services))
    if (!file) return undefined
    const source = `${file.source}\n// ${hand.number}\n`
    const edits = [edit(project, 'services', file.path, { ...file, source }) as Edit]
    return { label: `Typed in ${file.path}`, edits }
  },
  test(project, _flow, hand) {
    const test = hand.one(Object.keys(project.tests))
    if (test !== undefined && hand.number % 3 === 0) return removeTest(project, test)
    const channel = hand.one(Object.keys(project.channels))
    return channel === undefined ? undefined : putTest(project, newTest(project, channel))
  },
}

function nodes(project: Project, flow: string): string[] {
  return Object.keys(project.flows[flow]?.nodes ?? {})
}

function links(project: Project, flow: string): string[] {
  return Object.keys(project.flows[flow]?.links ?? {})
}

function frames(project: Project, flow: string): string[] {
  const all = allIds(project, flow)
  return all.filter((id) => /^(group|note):/.test(id))
}

const step = fc.record({
  act: fc.constantFrom(...Object.keys(acts)),
  seeds: fc.array(fc.nat(997), { minLength: 6, maxLength: 6 }),
  /** Closely following changes of one group are one step: typing. */
  group: fc.constantFrom(undefined, undefined, undefined, 'typing'),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function handOf({ seeds }: Step): Hand {
  let next = 0
  return {
    number: seeds[0] ?? 0,
    one: (all) => all[(seeds[next++ % seeds.length] ?? 0) % Math.max(1, all.length)],
  }
}

function run(steps: readonly Step[]): void {
  for (const each of steps) {
    const project = currentProject()
    const hand = handOf(each)
    const flow = hand.one(Object.keys(project.flows).sort())
    const change = flow === undefined ? undefined : acts[each.act]?.(project, flow, hand)
    if (change) dispatch(change, each.group ? { group: each.group } : {})
  }
}

function files(): Record<string, string> {
  return Object.fromEntries(toFiles(currentProject()))
}

describe('any script of 200 edits', () => {
  let close = () => {}
  afterEach(() => close())

  const holds = (start: Project, steps: readonly Step[]) => {
    close()
    close = openInStores(start)
    const before = files()
    run(steps)
    const after = files()
    const count = historyStore.getState().past.length
    while (undo()) {}
    expect(files()).toEqual(before)
    while (redo()) {}
    expect(files()).toEqual(after)
    // A second time, half of the way: what was redone is undone just so.
    for (let back = 0; back < count / 2; back++) undo()
    for (let back = 0; back < count / 2; back++) redo()
    expect(files()).toEqual(after)
  }

  it('is undone to the same files and redone to the same end', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 200, maxLength: 200 }), (steps) =>
        holds(queueProject(), steps),
      ),
      { numRuns: 25 },
    )
  })

  it('holds for projects with strange names and files as well', () => {
    fc.assert(
      fc.property(anyProject, fc.array(step, { minLength: 40, maxLength: 60 }), (start, steps) =>
        holds(start, steps),
      ),
      { numRuns: 30 },
    )
  })

  it('does something with each of its edits', () => {
    close = openInStores(queueProject())
    const done = new Set<string>()
    for (let round = 0; round < 12; round++) {
      for (const act of Object.keys(acts)) {
        const { past } = historyStore.getState()
        run([{ act, seeds: [round * 7 + 1, round, 3, round * 5, 2, 1], group: undefined }])
        if (historyStore.getState().past !== past) done.add(act)
      }
    }
    expect(Object.keys(acts).filter((act) => !done.has(act))).toEqual([])
  })
})
