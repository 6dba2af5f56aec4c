import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { readFolder } from '../../../runtime/folder/read.ts'
import { writeFiles } from '../../../runtime/folder/write.ts'
import type { Project } from '../../../runtime/model/project.ts'
import { fromFiles } from '../../../runtime/model/text.ts'
import { editsTo, numbered } from '../../support/save-forever.ts'
import { scratchFolder } from '../../support/scratch.ts'

const kills = 100

it(`opens after ${kills} kills in the middle of saving, with all that was said to be saved`, async () => {
  const program = await compile()
  const folder = scratchFolder()
  await writeFiles(folder, editsTo(new Map(), numbered(0)))
  let half = 0
  for (let count = 0, saved = 0; count < kills; count++) {
    saved = await saveAndKill(program, folder, saved, count)
    half += readdirSync(folder, { recursive: true }).filter((path) =>
      `${path}`.endsWith('-tmp'),
    ).length

    const files = await readFolder(folder)
    const { project, problems } = fromFiles(files)
    expect(problems).toEqual([])
    for (const n of numbersIn(project)) expect(n).toBeOneOf([saved, saved + 1])

    // The next one begins where this one really got to, as a designer that opens the project does.
    saved = Math.max(...numbersIn(project))
    const found = new Map(files.map(({ path, text }) => [path, text]))
    await writeFiles(folder, editsTo(found, numbered(saved)))
  }
  // Without a single file caught half written the test would have shown nothing.
  expect(half).toBeGreaterThan(0)
  expect(
    readdirSync(folder, { recursive: true }).filter((path) => `${path}`.includes('tmp')),
  ).toEqual([])
  // A hundred starts of a process take their time on a busy machine.
}, 240_000)

/** Bundled with what it imports, since a bare node runs it. */
async function compile(): Promise<string> {
  const outfile = join(scratchFolder(), 'save-forever.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, '../../support/save-forever.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  return outfile
}

/** Resolves with the last number it said was saved. Killed after a few saves, a little later each time. */
async function saveAndKill(
  program: string,
  folder: string,
  from: number,
  count: number,
): Promise<number> {
  const child = spawn(process.execPath, [program, folder, `${from}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SAVE_FOREVER: '1' },
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > 1 + (count % 5))
      setTimeout(() => child.kill('SIGKILL'), count % 7)
  })
  await once(child, 'close')
  // A line cut by the kill was not said.
  const lines = said
    .slice(0, said.lastIndexOf('\n') + 1)
    .trim()
    .split('\n')
  return Number(lines.at(-1) || from)
}

/** The newest of the object that changes its name, and one of each other file. */
function numbersIn({ settings, channels, services }: Project): number[] {
  const renamed = Object.values(channels).filter(({ name }) => name !== 'steady')
  const lines = services['services/a.ts']?.source.split('\n') ?? []
  expect(lines.at(0)).toBe(lines.at(-1))
  return [
    Number(settings.config?.n),
    Number(channels.steady?.n),
    Number(lines[0]?.slice(3)),
    Math.max(...renamed.map(({ n }) => Number(n))),
  ]
}
