/** Uploads, activations and rollbacks of one server, one after the other. */
import type { Readable } from 'node:stream'
import { definitions } from '../connectors/definitions.ts'
import { blocks } from '../model/blocks.ts'
import { diff } from '../model/diff.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import { fromFiles } from '../model/text.ts'
import type { ReleaseFile } from './pack.ts'
import { compiledPath } from './paths.ts'
import { Refusal } from './refusal.ts'
import { initial, type Release, type Releases } from './releases.ts'
import type { Activation, Candidate, Target } from './target.ts'
import { unpackRelease } from './unpack.ts'

export interface Changed {
  kind: 'added' | 'removed' | 'changed'
  collection: string
  name: string
}

export interface Uploaded {
  release: Release
  problems: readonly Problem[]
  changes: readonly Changed[]
}

export class Switching {
  #queue: Promise<unknown> = Promise.resolve()

  constructor(
    readonly releases: Releases,
    private readonly target: Target,
  ) {}

  /** @throws Refusal with the problems when it could not run here; then nothing is kept of it. */
  async upload(body: Readable): Promise<Uploaded> {
    const files = await unpackRelease(body)
    const { project, problems: unread } = fromFiles(
      files.filter(({ path }) => path !== compiledPath),
    )
    const problems = [...unread, ...(await this.#problemsOf(project))]
    const errors = problems.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) {
      const count = errors.length === 1 ? 'an error' : `${errors.length} errors`
      throw new Refusal(422, 'PROJECT_REFUSED', `The project has ${count}.`, { problems })
    }
    const release = await this.#inTurn(() => this.releases.add(files, new Date()))
    return { release, problems, changes: changesOf(this.target.running(), project) }
  }

  async #problemsOf(project: Project): Promise<Problem[]> {
    const { check } = await import('../model/check.ts')
    return [
      ...check(project, { connectors: definitions, blocks }),
      ...this.target.problemsOf(project),
    ]
  }

  async changes(id: string): Promise<Changed[]> {
    return changesOf(this.target.running(), (await this.candidate(id)).project)
  }

  /** @param within Milliseconds that each process may take to get ready. */
  activate(id: string, within: number): Promise<Activation> {
    return this.#inTurn(async () => {
      const activation = await this.target.switchTo(await this.candidate(id), within)
      if (activation.isDone) await this.releases.activated(id)
      return activation
    })
  }

  rollback(within: number): Promise<Activation & { release: string }> {
    return this.#inTurn(async () => {
      const { previous } = this.releases
      if (previous === undefined) {
        throw new Refusal(409, 'NOTHING_BEFORE', 'Nothing ran here before what runs now.')
      }
      const activation = await this.target.switchTo(await this.candidate(previous), within)
      if (activation.isDone) await this.releases.rolledBack()
      return { ...activation, release: previous }
    })
  }

  async candidate(id: string): Promise<Candidate> {
    if (id === initial) return this.target.initial()
    if (!this.releases.find(id))
      throw new Refusal(404, 'NO_SUCH_RELEASE', `There is no release "${id}".`)
    const files = await this.releases.filesOf(id)
    return { ...candidateOf(files), release: id }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

function candidateOf(files: readonly ReleaseFile[]): Candidate {
  const compiled = files.find(({ path }) => path === compiledPath)?.text
  const { project } = fromFiles(files.filter(({ path }) => path !== compiledPath))
  return compiled === undefined ? { project } : { project, compiled }
}

/** Where things stand on the canvas is no difference. */
function changesOf(before: Project, after: Project): Changed[] {
  return diff(before, after)
    .filter(({ collection }) => collection !== 'layouts' && collection !== 'tests')
    .map(({ collection, key, before: was, after: is }) => ({
      kind: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
      collection,
      name: key,
    }))
}
