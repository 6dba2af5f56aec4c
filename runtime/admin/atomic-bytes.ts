/** One file, whole or not at all, and on the disk when the promise resolves. */
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../folder/sync-folder.ts'

export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  const scratch = `${path}.tmp`
  const file = await open(scratch, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(scratch, path)
  await syncFolder(dirname(path))
}
