/**
 * A program that saves a project for ever, as the designer does, and says after each save that it is saved. The test that
 * starts it kills it. Arguments: folder, the number to begin after.
 */
import { writeFiles } from '../../runtime/folder/write.ts'
import type { FileEdit } from '../../runtime/model/read.ts'

/** The files of a project with the number n in several of them; one object gets another name with every save. */
export function numbered(n: number): Map<string, string> {
  const even = n % 2 === 0 ? 'even' : 'odd'
  // Long enough that half a file would be noticed.
  const description = 'x'.repeat(5000)
  const channel = (name: string) => JSON.stringify({ name, type: 'rest', n, description })
  return new Map([
    ['patchbay.json', JSON.stringify({ name: 'Saved', format: 1, id: 'saved', config: { n } })],
    ['channels/steady.json', channel('steady')],
    ['services/a.ts', `// ${n}\n${'// a line\n'.repeat(500)}// ${n}`],
    [`channels/${even}.json`, channel(even)],
  ])
}

/** Writes first, then removes. */
export function editsTo(
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): FileEdit[] {
  const removed = [...from.keys()].filter((path) => !to.has(path))
  return [
    ...[...to].map(([path, text]) => ({ path, text })),
    ...removed.map((path) => ({ path, text: undefined })),
  ]
}

const [folder, from = '0'] = process.argv.slice(2)

// The test imports this file too, without these arguments.
if (folder !== undefined && process.env.SAVE_FOREVER === '1') {
  for (let n = Number(from); ; n++) {
    await writeFiles(folder, editsTo(numbered(n), numbered(n + 1)))
    process.stdout.write(`${n + 1}\n`)
  }
}
