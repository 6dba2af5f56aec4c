import { describe, expect, it } from 'vitest'
import {
  addGroup,
  addNote,
  editFrame,
  frameRef,
  groupAround,
  membersOf,
  withMembers,
} from '../../../renderer/edits/frames.ts'
import { moveNodes } from '../../../renderer/edits/move.ts'
import { removeFromFlow } from '../../../renderer/edits/remove.ts'
import { apply, type Change } from '../../../runtime/model/change.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { readEntry } from '../../../runtime/model/read.ts'
import { toFiles } from '../../../runtime/model/text.ts'
import { writeText } from '../../../runtime/model/write.ts'
import { storeProject } from '../../support/designer.ts'

function layoutAfter(project: Project, change: Change) {
  return apply(project, change).layouts.Main ?? { nodes: {} }
}

/** A group around n1 and n2, which leaves n3 out. */
function grouped(): Project {
  const project = storeProject()
  const spots = [
    { x: 36, y: 36 },
    { x: 306, y: 36 },
  ]
  return apply(project, addGroup(project, 'Main', spots).change)
}

describe('a group', () => {
  it('has whatever stands with its middle in it', () => {
    const layout = grouped().layouts.Main ?? { nodes: {} }
    expect(membersOf(layout, 'g1')).toEqual(['n1', 'n2'])
    expect(groupAround(layout, 'n1')).toBe('group:g1')
    expect(groupAround(layout, 'n3')).toBeUndefined()
  })

  it('takes along what is in it, also in groups in it', () => {
    const project = grouped()
    const inner = apply(project, addGroup(project, 'Main', [{ x: 36, y: 36 }]).change)
    const layout = inner.layouts.Main ?? { nodes: {} }
    expect(withMembers(layout, ['group:g1']).sort()).toEqual(['group:g1', 'group:g2', 'n1', 'n2'])
    expect(withMembers(layout, ['group:g2']).sort()).toEqual(['group:g2', 'n1'])
  })

  it('is called by its own name when it moves', () => {
    const project = grouped()
    const spots = { 'group:g1': { x: 90, y: 90 }, n1: { x: 126, y: 144 } }
    const change = moveNodes(project, 'Main', spots)
    expect(change.label).toBe('Moved group "Group"')
    expect(layoutAfter(project, change).groups?.g1).toMatchObject({ x: 90, y: 90 })
  })

  it('goes without what is in it, and leaves no word in the file', () => {
    const project = grouped()
    const change = removeFromFlow(project, 'Main', { nodes: ['group:g1'], links: [] })
    expect(layoutAfter(project, change)).toEqual(storeProject().layouts.Main)
    const both = removeFromFlow(project, 'Main', { nodes: ['group:g1', 'n1'], links: [] })
    expect(layoutAfter(project, both)).toEqual({
      nodes: { n2: { x: 306, y: 36 }, n3: { x: 576, y: 36 } },
    })
  })

  it('is renamed and coloured', () => {
    const project = grouped()
    const change = editFrame(project, 'Main', 'group:g1', 'the title', {
      title: 'Billing',
      colour: 'blue',
    })
    expect(layoutAfter(project, change).groups?.g1).toMatchObject({
      title: 'Billing',
      colour: 'blue',
    })
  })
})

describe('a note', () => {
  it('stands where it was put, and is told apart from nodes by its id', () => {
    const project = storeProject()
    const { change, id } = addNote(project, 'Main', { x: 40, y: 40 }, '# Why')
    expect(frameRef(id)).toEqual({ kind: 'note', key: 't1' })
    expect(frameRef('n1')).toBeUndefined()
    expect(layoutAfter(project, change).notes?.t1).toMatchObject({ text: '# Why', x: 36, y: 36 })
  })
})

describe('the file of a layout', () => {
  it('is byte for byte what it was when there are no groups and notes', () => {
    const text = '{\n  "nodes": {\n    "n1": {\n      "x": 36,\n      "y": 36\n    }\n  }\n}\n'
    const entry = readEntry({ path: 'flows/main.layout.json', text })
    expect(entry?.problem).toBeUndefined()
    expect(writeText('layouts', entry?.value as Project['layouts'][string])).toBe(text)
  })

  it('reads back what was written', () => {
    const project = grouped()
    const withNote = apply(project, addNote(project, 'Main', { x: 0, y: 0 }, 'x').change)
    const text = toFiles(withNote).get('flows/main.layout.json') ?? ''
    expect(readEntry({ path: 'flows/main.layout.json', text })?.value).toEqual(
      withNote.layouts.Main,
    )
  })
})
