import { describe, expect, it } from 'vitest'
import { type Migration, migrate } from '../../../runtime/model/migrate.ts'

const files = (format: number) => [
  { path: 'patchbay.json', text: JSON.stringify({ name: 'Hub', format, id: 'h' }) },
  { path: 'channels/a.json', text: '{"name":"A","url":"/a"}' },
  { path: 'channels/bad.json', text: '{' },
  { path: 'services/a.ts', text: 'x' },
]

/** 1 -> 2 renames a field, 2 -> 3 moves a file. */
const steps: readonly Migration[] = [
  {
    from: 1,
    migrate: (values) =>
      new Map(
        [...values].map(([path, value]) => {
          const { url, ...rest } = value as Record<string, unknown>
          return [path, url === undefined ? value : { ...rest, path: url }]
        }),
      ),
  },
  {
    from: 2,
    migrate: (values) =>
      new Map(
        [...values].map(([path, value]) => [path.replace('channels/a', 'channels/b'), value]),
      ),
  },
]

const values = (all: readonly { path: string; text: string }[]) =>
  Object.fromEntries(all.map(({ path, text }) => [path, text]))

describe('a project of an older format', () => {
  it('is brought up to date step by step', () => {
    const migrated = migrate(files(1), 3, steps)
    expect(migrated).toMatchObject({ kind: 'migrated', from: 1 })
    expect(migrated.kind === 'migrated' && values(migrated.files)).toEqual({
      'patchbay.json': '{"name":"Hub","format":3,"id":"h"}',
      'channels/b.json': '{"name":"A","path":"/a"}',
      'channels/bad.json': '{',
      'services/a.ts': 'x',
    })
  })

  it('skips what is behind it', () => {
    const migrated = migrate(files(2), 3, steps)
    expect(migrated.kind === 'migrated' && values(migrated.files)['channels/b.json']).toBe(
      '{"name":"A","url":"/a"}',
    )
  })

  it('is left alone when nobody knows the way', () => {
    expect(migrate(files(0), 3, steps)).toEqual({ kind: 'current', files: files(0) })
  })
})

describe('a project of another format', () => {
  it('is left alone when it is ours', () => {
    expect(migrate(files(3), 3, steps)).toEqual({ kind: 'current', files: files(3) })
  })

  it('is refused when it is newer', () => {
    expect(migrate(files(4), 3, steps)).toEqual({ kind: 'newer', format: 4 })
  })

  it.each(['', '{', '[]', 'null', '{"format":"1"}'])(
    'is left to its schema when settings are %j',
    (text) => {
      const all = [{ path: 'patchbay.json', text }]
      expect(migrate(all, 3, steps)).toEqual({ kind: 'current', files: all })
    },
  )
})
