/** A new or removed name is on the disk only when its folder is. */
import { open } from 'node:fs/promises'

export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there NTFS keeps its names in a journal of its own.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
