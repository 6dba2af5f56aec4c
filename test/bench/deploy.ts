/** A project of 300 services and 300 channels, one service changed and saved: how long until the new code answers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apply, edit } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { bigProject } from '../support/big-project.ts'

const count = 300
const rounds = 40

export async function measureDeploy(): Promise<{
  first: number
  deploy: number[]
  serving: number[]
}> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  const runtime = new Runtime({ folder, http: { port: 0 }, logLevel: 'silent' })
  try {
    let project: Project = bigProject({ services: count })
    const first = (await runtime.deploy({ project, revision: 1 })).took
    const [path = ''] = Object.keys(project.services)
    const address = addressOf(runtime)
    const deploy: number[] = []
    const serving: number[] = []
    for (let round = 1; round <= rounds; round++) {
      const file = project.services[path]
      if (!file) throw new Error(`The project has no ${path}.`)
      const source = `${file.source.replace(/\n\/\/ round.*$/s, '')}\n// round ${round}\n`
      project = apply(project, {
        label: 'bench',
        edits: [edit(project, 'services', path, { path, source })],
      })
      const began = performance.now()
      await writeFile(join(folder, 'saved.ts'), source)
      // The designer's project comes over a port, so nothing of it is the same object as before.
      const report = await runtime.deploy({
        project: structuredClone(project),
        revision: round + 1,
      })
      await (await fetch(address)).arrayBuffer()
      serving.push(performance.now() - began)
      deploy.push(report.took)
    }
    return { first, deploy, serving }
  } finally {
    await runtime.stop(100)
    await rm(folder, { recursive: true })
  }
}

function addressOf(runtime: Runtime): string {
  const address = runtime.status().objects.find((object) => object.address !== undefined)?.address
  if (address === undefined) throw new Error('No channel of the big project answers.')
  return address
}
