/**
 * What the compiler in the editor knows besides the open files: the API of `patchbay`, Node, the project's own names,
 * and the services that are not open, so that one file can import another.
 */
import { definitions } from '../../runtime/connectors/definitions.ts'
import type { Project } from '../../runtime/model/project.ts'
import { projectTypings } from '../../runtime/model/typings.ts'
import { projectStore } from '../store/project.ts'
import { isOpen } from './models.ts'
import { typescriptDefaults } from './monaco.ts'
import { uriOf } from './set-up.ts'

/** Milliseconds without a change: all libraries go to the worker again, and open files are checked anew. */
const quiet = 150

const added = new Map<string, { text: string; dispose(): void }>()

/** Fetches what never changes, then follows the project; returns the undoing. */
export function keepLibraries(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  void addPackages()
  addProject(projectStore.getState().project)
  const unlisten = projectStore.subscribe(({ project }, { project: before }) => {
    const { services, channels, connections } = project
    if (services === before.services && connections === before.connections)
      if (channels === before.channels) return
    clearTimeout(timer)
    timer = setTimeout(() => addProject(projectStore.getState().project), quiet)
  })
  return () => {
    clearTimeout(timer)
    unlisten()
  }
}

async function addPackages(): Promise<void> {
  const answer = await fetch('/types.json')
  if (!answer.ok)
    throw new Error(`The declarations are missing from the bundle (${answer.status}).`)
  const files = (await answer.json()) as Record<string, string>
  for (const [path, text] of Object.entries(files)) {
    // Every library is a root of the program, so those for older compilers must stay away.
    if (!path.endsWith('.d.ts') || /^@types\/node\/ts\d/.test(path)) continue
    typescriptDefaults.addExtraLib(text, uriOf(`node_modules/${path}`).toString())
  }
}

function addProject(project: Project): void {
  const wanted = projectTypings(project, definitions)
  for (const { path, source } of Object.values(project.services)) {
    // Of an open file the compiler has the text itself, key by key.
    wanted.set(path, isOpen(path) ? (added.get(path)?.text ?? source) : source)
  }
  for (const [path, { dispose }] of added) {
    if (wanted.has(path)) continue
    dispose()
    added.delete(path)
  }
  for (const [path, text] of wanted) {
    if (added.get(path)?.text === text) continue
    const { dispose } = typescriptDefaults.addExtraLib(text, uriOf(path).toString())
    added.set(path, { text, dispose })
  }
}
