import { describe, expect, it } from 'vitest'
import { keyWords, pressed } from '../../../renderer/commands/keys.ts'

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

describe('keys', () => {
  it('are told in one order, with Mod for the platform', () => {
    expect(pressed({ ...none, key: 'z', ctrlKey: true, shiftKey: true }, false)).toBe('Mod+Shift+Z')
    expect(pressed({ ...none, key: 'z', metaKey: true, shiftKey: true }, true)).toBe('Mod+Shift+Z')
    expect(pressed({ ...none, key: 'ArrowLeft', ctrlKey: true }, false)).toBe('Mod+Left')
  })

  it('with Alt on a Mac are told by their place, not by the sign they write', () => {
    const alt = { ...none, key: '¬', code: 'KeyL', altKey: true }
    expect(pressed(alt, true)).toBe('Alt+L')
  })

  it('leave Shift out where it only made the sign', () => {
    expect(pressed({ ...none, key: '?', shiftKey: true }, false)).toBe('?')
    expect(pressed({ ...none, key: '+', shiftKey: true }, false)).toBe('+')
    expect(pressed({ ...none, key: 'D', shiftKey: true }, false)).toBe('Shift+D')
  })

  it('are written as the platform writes them', () => {
    expect(keyWords('Mod+Shift+Z', false)).toBe('Ctrl Shift Z')
    expect(keyWords('Mod+Shift+Z', true)).toBe('⌘ ⇧ Z')
    expect(keyWords('Mod++', false)).toBe('Ctrl +')
    expect(keyWords('+', false)).toBe('+')
    expect(keyWords('Mod+K Mod+S', false)).toBe('Ctrl K, Ctrl S')
  })
})
