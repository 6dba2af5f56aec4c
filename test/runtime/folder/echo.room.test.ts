// Saves that follow each other closely, as someone types: none of them comes back as another program's change.
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { watchFolder } from '../../../runtime/folder/watch.ts'
import { writeFiles } from '../../../runtime/folder/write.ts'
import type { FileEdit } from '../../../runtime/model/read.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { waitFor } from '../../support/wait-for.ts'

it('does not hear its own saves, however close they are', async () => {
  const folder = scratchFolder({ 'patchbay.json': '{}', 'flows/main.json': '{}' })
  const heard: FileEdit[] = []
  const watching = await watchFolder(folder, (files) => heard.push(...files))
  for (let save = 0; save < 150; save++) {
    await writeFiles(folder, [
      { path: 'flows/main.json', text: `{ "save": ${save} }` },
      { path: `connections/c${save}.json`, text: '{}' },
      { path: `connections/c${save - 1}.json`, text: undefined },
    ])
  }
  // Told after all that was before it.
  writeFileSync(`${folder}/patchbay.json`, '{ "name": "theirs" }')
  await waitFor(
    async () => heard.map(({ path }) => path),
    (paths) => paths.includes('patchbay.json'),
  )
  await watching.close()
  expect(heard).toEqual([{ path: 'patchbay.json', text: '{ "name": "theirs" }' }])
})
