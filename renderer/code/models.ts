/**
 * The texts of open files, kept equal to the project both ways: what is typed goes in when the hand rests; what an undo,
 * a rename or another program changed comes out as the smallest edit, so that the caret stays.
 */
import { edit } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
import { currentProject, dispatch, projectStore } from '../store/project.ts'
import { beforeFlush } from '../store/save.ts'
import { minimalEdit } from './minimal-edit.ts'
import { editor, Range } from './monaco.ts'
import { pathOf, uriOf } from './set-up.ts'
import { Typing } from './typing.ts'

type Model = editor.ITextModel

/** Files whose text is just being put in by us: not typed by anyone. */
const following = new Set<string>()

export const typing = new Typing((path, source) => {
  const project = currentProject()
  const file = project.services[path]
  if (!file || file.source === source) return
  const change = edit(project, 'services', path, { ...file, source })
  dispatch({ label: `Edited ${path}`, edits: [change] }, { group: `code ${path}` })
})

/** The text of a file of services, opened when it is not. undefined: the project has no such file. */
export function modelOf(path: string): Model | undefined {
  const file = currentProject().services[path]
  if (!file) return undefined
  const known = editor.getModel(uriOf(path))
  if (known) {
    // The compiler may have opened it by itself, to show a definition, and with an older text.
    if (!ours.has(known)) adopt(path, known)
    follow(path, known, file.source)
    return known
  }
  const model = editor.createModel(file.source, 'typescript', uriOf(path))
  adopt(path, model)
  return model
}

export function isOpen(path: string): boolean {
  const model = editor.getModel(uriOf(path))
  return model !== null && ours.has(model)
}

const ours = new WeakSet<Model>()

function adopt(path: string, model: Model): void {
  ours.add(model)
  model.updateOptions({
    tabSize: 2,
    insertSpaces: true,
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  })
  model.onDidChangeContent(() => {
    if (!following.has(path)) typing.note(path, () => model.getValue())
  })
}

/** Follows the project from now on; returns the undoing. */
export function keepModels(): () => void {
  const unlistenProject = projectStore.subscribe((state, before) => {
    if (state.folder !== before.folder) closeAll()
    else if (state.project.services !== before.project.services) followAll(state.project)
  })
  const unlistenSave = beforeFlush(() => typing.flush())
  window.addEventListener('blur', flush)
  return () => {
    unlistenProject()
    unlistenSave()
    window.removeEventListener('blur', flush)
  }
}

function flush(): void {
  typing.flush()
}

function followAll({ services }: Project): void {
  for (const model of editor.getModels()) {
    const path = pathOf(model.uri)
    if (path === undefined || !ours.has(model)) continue
    const file = services[path]
    if (file) follow(path, model, file.source)
    else close(path, model)
  }
}

function follow(path: string, model: Model, source: string): void {
  // What is being typed wins: it is newer, and an undo brings the other text back.
  if (typing.isWaiting(path)) return
  const difference = minimalEdit(model.getValue(), source)
  if (!difference) return
  const from = model.getPositionAt(difference.from)
  const to = model.getPositionAt(difference.to)
  following.add(path)
  model.pushStackElement()
  model.pushEditOperations(
    null,
    [{ range: Range.fromPositions(from, to), text: difference.text }],
    () => null,
  )
  model.pushStackElement()
  following.delete(path)
}

function closeAll(): void {
  for (const model of editor.getModels()) {
    const path = pathOf(model.uri)
    if (path !== undefined && ours.has(model)) close(path, model)
  }
}

function close(path: string, model: Model): void {
  typing.forget(path)
  model.dispose()
}
