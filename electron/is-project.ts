/** Whether a folder holds a project, and the failure when it does not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../runtime/model/failure.ts'

export function isProject(folder: string): boolean {
  return existsSync(join(folder, 'patchbay.json'))
}

export function noProject(folder: string): Failure {
  const words = `There is no project in ${folder}: it has no patchbay.json.`
  return new Failure('PROJECT_NOT_FOUND', words, { details: { folder } })
}
