import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Project } from '../../../runtime/model/project.ts'
import { toFiles } from '../../../runtime/model/text.ts'

/** A new folder with the project's files; whoever asked removes it. */
export function folderOf(project: Project): string {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  for (const [path, text] of toFiles(project)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
