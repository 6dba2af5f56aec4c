/** A project as it is sent to a server: its files, and its services compiled, so that a server needs no compiler. */
import type { ReleaseFile } from '../admin/pack.ts'
import { compiledPath } from '../admin/paths.ts'
import type { Project } from '../model/project.ts'
import { compile } from '../services/compile.ts'
import { Sources } from '../services/sources.ts'

/** @throws Error that names the file which does not compile. */
export async function releaseFiles(
  files: readonly ReleaseFile[],
  { services }: Project,
  folder: string | undefined,
): Promise<ReleaseFile[]> {
  const sources = new Sources(services, folder)
  const paths = Object.keys(services).filter((path) => !path.endsWith('.d.ts'))
  const compiled = await Promise.all(
    paths.sort().map(async (path) => {
      const result = await compile(path, sources)
      if (!result.compiled) {
        throw new Error(`${path} does not compile: ${result.problems[0]?.message}`)
      }
      const { code, map, inputs, externals } = result.compiled
      // A fixed order of its members: the same project has the same id.
      const sorted = Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1))
      return {
        path,
        code,
        map,
        inputs: Object.fromEntries(sorted),
        externals: [...externals].sort(),
      }
    }),
  )
  return [
    ...files.map(({ path, text }) => ({ path, text })),
    { path: compiledPath, text: JSON.stringify(compiled) },
  ]
}
