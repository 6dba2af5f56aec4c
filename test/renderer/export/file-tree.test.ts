/** The files of an export as a dialog lists them. */
import { expect, it } from 'vitest'
import { rowsOf, sizeText } from '../../../renderer/export/file-tree.ts'

it('shows each folder as one line, with what is in it', () => {
  const files = [
    { path: 'README.md', size: 10 },
    { path: 'runtime/a.js', size: 100 },
    { path: 'runtime/deep/b.js', size: 200 },
    { path: 'server.js', size: 5 },
  ]
  expect(rowsOf(files)).toEqual([
    { path: 'README.md', size: 10 },
    { path: 'runtime/', size: 300, files: 2 },
    { path: 'server.js', size: 5 },
  ])
})

it('says sizes as people do', () => {
  expect([0, 1023, 1024, 1536, 5 * 1024 * 1024].map(sizeText)).toEqual([
    ...['0 B', '1023 B', '1 KiB', '2 KiB', '5.0 MiB'],
  ])
})
