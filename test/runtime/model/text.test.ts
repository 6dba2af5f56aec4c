import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, asFound, edit, invert } from '../../../runtime/model/change.ts'
import { diff, mergeExternal } from '../../../runtime/model/diff.ts'
import { emptyProject, type Project } from '../../../runtime/model/project.ts'
import {
  type FileEdit,
  type FileText,
  fileEdits,
  fromFiles,
  heldBack,
  pathOf,
  savedOf,
  toFiles,
} from '../../../runtime/model/text.ts'
import { anyProject } from '../../support/any-project.ts'

const settings = { path: 'patchbay.json', text: '{"name":"Hub","format":1,"id":"h"}' }
const store = '{ "name": "Store", "type": "rest", "path": "/store" }'

function files(map: ReadonlyMap<string, string>): FileText[] {
  return [...map].map(([path, text]) => ({ path, text }))
}

/** A folder as a map, after the edits. */
function edited(map: ReadonlyMap<string, string>, edits: readonly FileEdit[]): Map<string, string> {
  const folder = new Map(map)
  for (const { path, text } of edits) {
    if (text === undefined) folder.delete(path)
    else folder.set(path, text)
  }
  return folder
}

describe('a project as files', () => {
  it('reads back what it wrote, whatever the names', () => {
    fc.assert(
      fc.property(anyProject, (project) => {
        const read = fromFiles(files(toFiles(project)))
        expect(read).toEqual({ project, problems: [] })
      }),
    )
  })

  it('writes the same bytes again after reading', () => {
    fc.assert(
      fc.property(anyProject, (project) => {
        const written = toFiles(project)
        expect(toFiles(fromFiles(files(written)).project)).toEqual(written)
      }),
    )
  })

  it('gives no two objects one file, on Mac and Windows neither', () => {
    fc.assert(
      fc.property(anyProject, (project) => {
        const written = toFiles(project)
        const objects = diff(emptyProject('none', 'none'), project).length
        expect(new Set([...written.keys()].map((path) => path.toLowerCase())).size).toBe(objects)
        for (const path of written.keys())
          expect(path).toMatch(/^[a-z]+(\/[a-z0-9_][a-z0-9._-]*)?\.(json|ts)$/)
      }),
    )
  })

  it('keeps an object where it was found', () => {
    const found = { path: 'channels/old place/The Store.json', text: store }
    const { project } = fromFiles([settings, found])
    expect(pathOf(project, 'channels', 'Store')).toBe(found.path)
    expect([...toFiles(project).keys()]).toEqual(['patchbay.json', found.path])
  })

  it('writes keys in the order of the schema, then by name', () => {
    const text = '{ "path": "/store", "b": { "z": 1, "a": 2 }, "type": "rest", "name": "Store" }'
    const { project } = fromFiles([settings, { path: 'channels/store.json', text }])
    const written = toFiles(project).get('channels/store.json')
    expect(written).toBe(
      '{\n  "name": "Store",\n  "type": "rest",\n  "isActive": true,\n' +
        '  "b": {\n    "a": 2,\n    "z": 1\n  },\n  "path": "/store"\n}\n',
    )
  })

  it('passes over files that are none of ours', () => {
    const others = [
      'README.md',
      'package.json',
      'services/x.d.ts',
      'services/.x.ts',
      'channels/a.txt',
    ]
    const { project, problems } = fromFiles([
      settings,
      ...others.map((path) => ({ path, text: '' })),
    ])
    expect(problems).toEqual([])
    expect([...toFiles(project).keys()]).toEqual(['patchbay.json'])
  })
})

describe('a file that cannot be read', () => {
  it('is told with line and column and blocks no other', () => {
    const bad = { path: 'channels/bad.json', text: '{\n  "name": "Bad",\n  "type": rest\n}' }
    const { project, problems } = fromFiles([
      settings,
      bad,
      { path: 'channels/store.json', text: store },
    ])
    expect(Object.keys(project.channels)).toEqual(['Store'])
    expect(problems).toMatchObject([
      {
        code: 'FILE_NOT_JSON',
        at: { collection: 'channels', path: bad.path, line: 3, column: 11 },
      },
    ])
  })

  it.each([
    [
      'a wrong type',
      '{\n  "name": "Bad",\n  "type": "rest",\n  "isActive": "yes"\n}',
      4,
      'isActive',
    ],
    ['a missing field', '{\n  "name": "Bad"\n}', 1, 'type'],
    ['no object at all', '[]', 1, undefined],
  ])('is told at the line of %s', (_, text, line, field) => {
    const { problems } = fromFiles([settings, { path: 'channels/bad.json', text }])
    expect(problems).toMatchObject([{ code: 'FILE_MISSHAPEN', at: { line } }])
    expect(problems[0]?.at.field).toBe(field)
  })

  it('is told at the key that is not known', () => {
    const text =
      '{\n  "name": "F",\n  "nodes": {\n    "n1": {\n      "kind": "service",\n      "ref": "x",\n      "rfe": 1\n    }\n  }\n}'
    const { problems } = fromFiles([settings, { path: 'flows/f.json', text }])
    expect(problems[0]?.at).toMatchObject({ path: 'flows/f.json', field: 'nodes.n1.rfe', line: 7 })
  })

  it('is neither written over nor removed', () => {
    const { project } = fromFiles([settings, { path: 'channels/store.json', text: '{' }])
    const channel = { name: 'Store', type: 'rest', isActive: true }
    const edits = fileEdits(project, { ...project, channels: { Store: channel } })
    expect(edits.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^channels\/store-\w+\.json$/),
    ])
  })

  it('is the second of two with one name', () => {
    const copy = { path: 'channels/copy of store.json', text: store }
    const original = { path: 'channels/store.json', text: store }
    const { project, problems } = fromFiles([settings, copy, original])
    expect(problems).toMatchObject([{ code: 'NAME_TWICE', at: { path: copy.path, field: 'name' } }])
    expect(problems[0]?.message).toContain(copy.path)
    expect(pathOf(project, 'channels', 'Store')).toBe(original.path)
  })

  it.each(['__proto__', 'constructor', '', ' Store'])('is one with the name %j', (name) => {
    const text = JSON.stringify({ name, type: 'rest' })
    const { project, problems } = fromFiles([settings, { path: 'channels/x.json', text }])
    expect(problems).toHaveLength(1)
    expect(project.channels).toEqual({})
  })

  it('never throws, whatever the bytes', () => {
    const path = fc.constantFrom(
      'patchbay.json',
      'flows/a.json',
      'flows/a.layout.json',
      'jobs/a.json',
    )
    fc.assert(
      fc.property(path, fc.oneof(fc.string(), fc.json()), (where, text) => {
        const { problems } = fromFiles([{ path: where, text }])
        for (const problem of problems) expect(problem.fix).toBeTruthy()
      }),
    )
  })
})

describe('the settings', () => {
  it('are missed by name', () => {
    expect(fromFiles([]).problems).toMatchObject([{ code: 'SETTINGS_MISSING' }])
  })

  it('of a newer format stop all reading and writing', () => {
    const newer = { path: 'patchbay.json', text: '{"name":"Hub","format":99,"id":"h"}' }
    const { project, problems } = fromFiles([newer, { path: 'channels/store.json', text: store }])
    expect(problems).toMatchObject([{ code: 'FORMAT_NEWER' }])
    expect(project.channels).toEqual({})
    const channels = { A: { name: 'A', type: 'rest', isActive: true } }
    expect(fileEdits(project, { ...project, channels })).toEqual([])
  })
})

describe('saving', () => {
  it('turns the files of one project into those of another', () => {
    fc.assert(
      fc.property(anyProject, anyProject, (before, after) => {
        expect(edited(toFiles(before), fileEdits(before, after))).toEqual(toFiles(after))
      }),
    )
  })

  it('writes only what differs', () => {
    const { project } = fromFiles([settings, { path: 'channels/store.json', text: store }])
    const channels = { ...project.channels, New: { name: 'New', type: 'rest', isActive: true } }
    expect(fileEdits(project, { ...project, channels }).map(({ path }) => path)).toEqual([
      'channels/new.json',
    ])
    expect(fileEdits(project, { ...project, settings: { ...project.settings } })).toEqual([])
  })

  it('writes the new file of a renamed object before it removes the old one', () => {
    const before = withChannel('Store')
    const edits = fileEdits(before, withChannel('Shop'))
    expect(edits.map(({ path, text }) => [path, text === undefined])).toEqual([
      ['channels/shop.json', false],
      ['channels/store.json', true],
    ])
  })

  it('removes first where two paths differ only in case', () => {
    const before = { ...withChannel('ERP'), paths: { 'channels/ERP': 'channels/ERP.json' } }
    const edits = fileEdits(before, withChannel('erp'))
    expect(edits.map(({ path, text }) => [path, text === undefined])).toEqual([
      ['channels/ERP.json', true],
      ['channels/erp.json', false],
    ])
  })
})

describe('a change by another program', () => {
  const open = fromFiles([settings, { path: 'channels/store.json', text: store }]).project

  it('is what reading everything anew would give', () => {
    fc.assert(
      fc.property(anyProject, anyProject, (before, after) => {
        const change = mergeExternal(before, fileEdits(before, after))
        expect(apply(before, change)).toEqual(after)
      }),
    )
  })

  it('is nothing when nothing of ours differs', () => {
    const change = mergeExternal(open, [
      { path: 'README.md', text: 'x' },
      { path: 'channels/store.json', text: store.replace(',', ',\n') },
    ])
    expect(change.edits).toEqual([])
    expect(change.found).toBeUndefined()
  })

  it('keeps the last good object of a file that no longer parses', () => {
    const broken = apply(open, mergeExternal(open, [{ path: 'channels/store.json', text: '{' }]))
    expect(broken.channels).toEqual(open.channels)
    expect(broken.unread).toMatchObject({
      'channels/store.json': { problem: { code: 'FILE_NOT_JSON', at: { name: 'Store' } } },
    })
    const mended = apply(
      broken,
      mergeExternal(broken, [{ path: 'channels/store.json', text: store }]),
    )
    expect(mended).toEqual({ ...open, unread: undefined })
  })

  it('holds back an edit of what another program broke, until that is mended or given up', () => {
    const path = 'channels/store.json'
    const broken = apply(open, mergeExternal(open, [{ path, text: '{' }]))
    const store2 = { name: 'Store', type: 'rest', isActive: true, path: '/by-hand' }
    const edits = [edit(broken, 'channels', 'Store', store2)]
    const after = apply(broken, { label: 'Edited', edits })
    expect(fileEdits(broken, after)).toEqual([])
    expect(heldBack(broken, after)).toEqual([path])
    const saved = savedOf(broken, after)
    expect(saved).toEqual(broken)
    const { unread: _, ...givenUp } = after
    expect(heldBack(saved, givenUp)).toEqual([])
    expect(fileEdits(saved, givenUp)).toMatchObject([
      { path, text: expect.stringContaining('/by-hand') },
    ])
    // Removed by hand, the file stays too.
    const removed = apply(broken, {
      label: 'Removed',
      edits: [edit(broken, 'channels', 'Store', undefined)],
    })
    expect(fileEdits(broken, removed)).toEqual([])
    expect(heldBack(broken, removed)).toEqual([path])
    expect(savedOf(broken, removed).channels).toEqual(broken.channels)
  })

  it('stays read when its mending is undone, and broken when what came before is', () => {
    const path = 'channels/store.json'
    const broken = apply(open, mergeExternal(open, [{ path, text: '{' }]))
    const mend = mergeExternal(broken, [{ path, text: store.replace('/store', '/mended') }])
    const mended = apply(broken, mend)
    const undone = apply(mended, asFound(mended, invert(mend)))
    expect(undone.unread).toBeUndefined()
    expect(fileEdits(mended, undone)).toMatchObject([
      { path, text: expect.stringContaining('"/store"') },
    ])

    const earlier = mergeExternal(open, [{ path, text: store.replace('/store', '/earlier') }])
    const before = apply(open, earlier)
    const later = apply(before, mergeExternal(before, [{ path, text: '{' }]))
    const back = apply(later, asFound(later, { ...invert(earlier), found: foundOf(open) }))
    expect(Object.keys(back.unread ?? {})).toEqual([path])
    expect(pathOf(back, 'channels', 'Store')).toBe(path)
    expect(heldBack(later, back)).toEqual([path])
  })

  it('keeps the settings of a project whose patchbay.json is gone', () => {
    const change = mergeExternal(open, [{ path: 'patchbay.json', text: undefined }])
    const after = apply(open, change)
    expect(after.settings).toEqual(open.settings)
    expect(after.unread).toMatchObject({
      'patchbay.json': { problem: { code: 'SETTINGS_MISSING' } },
    })
  })

  it('leaves a name with the object that had it', () => {
    const change = mergeExternal(open, [
      { path: 'channels/a.json', text: store.replace('/store', '/a') },
    ])
    const after = apply(open, change)
    expect(after.channels).toEqual(open.channels)
    expect(after.unread).toMatchObject({ 'channels/a.json': { problem: { code: 'NAME_TWICE' } } })
    const moved = apply(
      after,
      mergeExternal(after, [{ path: 'channels/store.json', text: undefined }]),
    )
    expect(moved.channels).toMatchObject({ Store: { path: '/a' } })
    expect(moved.unread).toBeUndefined()
  })

  it('says in its label what happened', () => {
    expect(mergeExternal(open, [{ path: 'services/a.ts', text: 'x' }]).label).toBe(
      'Changed outside: services/a.ts',
    )
  })
})

const foundOf = ({ paths, unread }: Project) => ({
  before: { paths, unread },
  after: { paths, unread },
})

function withChannel(name: string): Project {
  return {
    ...emptyProject('Hub', 'h'),
    channels: { [name]: { name, type: 'rest', isActive: true } },
  }
}
