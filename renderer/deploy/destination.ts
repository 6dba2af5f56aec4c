/** Where the project was last sent to, kept between sessions in the window's own storage. Its token is the shell's to keep. */
import * as z from 'zod'

/** The name of the token among the project's secrets. */
export const tokenSecret = 'patchbay.server.token'

const schema = z.object({ url: z.string(), ca: z.string() })

export type Kept = z.infer<typeof schema>

export function keptDestination(storage: Pick<Storage, 'getItem'>, folder: string): Kept {
  try {
    const text = storage.getItem(keyOf(folder))
    if (text !== null) return schema.parse(JSON.parse(text))
  } catch {
    // Written by nobody of ours: it is asked for as on the first day.
  }
  return { url: '', ca: '' }
}

export function keepDestination(
  storage: Pick<Storage, 'setItem'>,
  folder: string,
  kept: Kept,
): void {
  storage.setItem(keyOf(folder), JSON.stringify(kept))
}

function keyOf(folder: string): string {
  return `patchbay:server:${folder}`
}

/** What is wrong with an address; undefined: nothing. */
export function addressTrouble(url: string): string | undefined {
  if (url === '') return 'Where does the server listen for administrators?'
  if (!URL.canParse(url)) return 'It must be an address like https://server:9443.'
  return new URL(url).protocol === 'https:' ? undefined : 'It must begin with https://.'
}
