import { describe, expect, it } from 'vitest'
import { type CommandItem, menus } from '../../electron/menu-list.ts'
import { commandOf } from '../../renderer/commands/all.ts'

const items = menus
  .flatMap(({ items }) => items)
  .filter((item): item is CommandItem => item !== 'line' && 'command' in item)

describe('the menu', () => {
  it.each(items)('offers $command, which the designer has', ({ command }) => {
    expect(commandOf(command)?.id).toBe(command)
  })
})
