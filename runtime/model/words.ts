/** Names for people turned into names for machines. */

/** `BillingHandler` -> `billing-handler`, `HTTPStore2` -> `http-store2`: a service's name when its class gives none. */
export function kebabOf(className: string): string {
  return className
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[_\s]+/g, '-')
    .toLowerCase()
}

/** The reverse, for a new file: `store.file` -> `StoreFile`. Always a valid class name. */
export function classNameOf(name: string): string {
  const words = plain(name).match(/[A-Za-z0-9]+/g) ?? []
  const joined = words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')
  return /^[A-Za-z]/.test(joined) ? joined : `Service${joined}`
}

// Windows keeps these for devices, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/

/**
 * A file name (without extension) that is the same file on Linux, Mac and Windows: lower case ASCII letters, digits, `.`,
 * `-` and `_`. Different names may give the same one; whoever hands out paths sees to that.
 */
export function slugOf(name: string): string {
  const ascii = plain(name).toLowerCase()
  const kept = ascii
    .replace(/[^a-z0-9._]+/g, '-')
    .slice(0, 80)
    .replace(/^[-.]+|[-.]+$/g, '')
  // A flow's layout stands beside it as NAME.layout.json, so no name may end so.
  const slug = kept.replace(/\.layout$/, '-layout')
  // Letters that are not Latin would all be lost; then only a hash can tell the names apart.
  if (slug === '' || /[^\p{ASCII}]/u.test(ascii))
    return slug === '' ? hashOf(name) : `${slug}-${hashOf(name)}`
  return reserved.test(slug) ? `_${slug}` : slug
}

/** Eight hex digits, the same for the same text everywhere (FNV-1a, 32 bits). */
export function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** Latin letters without their accents; the rest as it is. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
}
