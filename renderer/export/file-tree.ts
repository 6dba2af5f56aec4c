/** The files of an export as a list for people: hundreds of the engine's in one line. */
import type { ExportPreview } from '../../runtime/model/export.ts'

export interface Row {
  /** A folder ends with `/`. */
  path: string
  size: number
  /** Of a folder that is shown as one line. */
  files?: number
}

/** Those at the root, and one line for each folder with what is in it. */
export function rowsOf(files: ExportPreview['files']): Row[] {
  const rows = new Map<string, Row>()
  for (const { path, size } of files) {
    const [first = '', ...deeper] = path.split('/')
    const key = deeper.length > 0 ? `${first}/` : first
    const row = rows.get(key) ?? { path: key, size: 0 }
    rows.set(key, {
      ...row,
      size: row.size + size,
      ...(deeper.length > 0 ? { files: (row.files ?? 0) + 1 } : {}),
    })
  }
  return [...rows.values()]
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KiB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
