/** What may be the name of an object, a flow or a service. */

/** Why a text cannot be a name, in words that follow "because"; undefined: it can. */
export function nameTrouble(name: string): string | undefined {
  if (name.trim() === '') return 'it is empty'
  if (name !== name.trim()) return 'it begins or ends with a space'
  if (name.length > 200) return 'it is longer than 200 letters'
  if (/\p{Cc}/u.test(name)) return 'it has a tab, a new line or another control character'
  // Objects are kept by name in plain records, where these would be found without having been put there.
  if (name in Object.prototype) return `"${name}" is a word that JavaScript keeps for itself`
  return undefined
}

/**
 * A name that is not taken, made from the one wished for: `Store`, then `Store 2`; `store.file`, then `store.file.2`;
 * `my-ftp`, then `my-ftp-2`.
 */
export function freeName(wish: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wish)) return wish
  const numbered = /^(.*?)([ .-])(\d{1,6})$/.exec(wish)
  const stem = numbered?.[1] ?? wish
  const gap = numbered?.[2] ?? (/[A-Z\s]/.test(wish) ? ' ' : wish.includes('.') ? '.' : '-')
  let number = numbered ? Number(numbered[3]) + 1 : 2
  while (isTaken(`${stem}${gap}${number}`)) number++
  return `${stem}${gap}${number}`
}
