import { describe, expect, it } from 'vitest'
import { type KeySettings, keyPresets } from '../../../electron/desktop.ts'
import { commands } from '../../../renderer/commands/all.ts'
import { areKeys, readKeys, writeKeys } from '../../../renderer/commands/key-file.ts'
import {
  addKey,
  keyMap,
  ownerOf,
  removeKey,
  resetKeys,
} from '../../../renderer/commands/key-map.ts'
import { presets } from '../../../renderer/commands/key-presets.ts'

const plain: KeySettings = { preset: 'patchbay', own: {} }
const few = [
  { id: 'save', keys: ['Mod+S'] },
  { id: 'find', keys: ['Mod+F', 'F3'] },
  { id: 'paste', keys: ['Mod+V'], isNative: true },
]
const keysOf = (settings: KeySettings) => Object.fromEntries(keyMap(few, settings))

describe('the keys in force', () => {
  it('are those that commands came with', () => {
    expect(keysOf(plain)).toEqual({ save: ['Mod+S'], find: ['Mod+F', 'F3'], paste: ['Mod+V'] })
  })

  it('are the user’s before all others, and none has two commands', () => {
    const own = addKey(few, plain, 'save', 'Mod+F')
    expect(keysOf(own)).toEqual({ save: ['Mod+F', 'Mod+S'], find: ['F3'], paste: ['Mod+V'] })
  })

  it('are what they were when the command is reset', () => {
    expect(resetKeys(addKey(few, plain, 'save', 'F9'), 'save')).toEqual(plain)
  })

  it('can be none', () => {
    expect(keysOf(removeKey(few, plain, 'save', 'Mod+S')).save).toEqual([])
  })

  it('of the system stay with the system', () => {
    const own = { ...plain, own: { save: ['Mod+V'], paste: [] } }
    expect(keysOf(own)).toMatchObject({ save: [], paste: ['Mod+V'] })
  })

  it('name the command that has them already', () => {
    expect(ownerOf(few, plain, 'F3', 'save')?.id).toBe('find')
    expect(ownerOf(few, plain, 'F3', 'find')).toBeUndefined()
    expect(ownerOf(few, plain, 'Mod+V', 'save')?.isNative).toBe(true)
  })

  it.each(keyPresets)('of the preset %s are each one command’s, and well written', (preset) => {
    const keys = [...keyMap(commands, { preset, own: {} }).values()].flat()
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
    expect(keys.filter((key) => !areKeys(key))).toEqual([])
  })

  it.each(keyPresets)('of the preset %s are of commands that there are', (preset) => {
    const ids = new Set(commands.map(({ id }) => id))
    expect(Object.keys(presets[preset].keys).filter((id) => !ids.has(id))).toEqual([])
  })
})

describe('keys as a text', () => {
  it('come back as they were', () => {
    const own = { ...plain, own: { zoom: ['Mod+K Mod+S'], add: ['+', 'Mod++'], none: [] } }
    expect(readKeys(writeKeys(own))).toEqual(own)
  })

  it('are refused with the place where they are wrong', () => {
    expect(readKeys('nothing')).toMatch(/not JSON/)
    expect(readKeys('{"preset":"emacs","own":{}}')).toMatch(/preset/)
    expect(readKeys('{"preset":"n8n","own":{"save":["Mod+"]}}')).toMatch(/own\.save\.0/)
    expect(readKeys('{"preset":"n8n","own":{"save":["A B C"]}}')).toMatch(/own\.save\.0/)
  })
})
