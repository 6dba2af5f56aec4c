/** JSON Pointers (RFC 6901) of masks: `/body/json/items/*\/at`, where `*` stands for any key or index. */

export type Path = readonly string[]

export function pointerOf(path: Path): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

export function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Does it point at something of the value, or at several? */
export function pointsInto(value: unknown, path: Path): boolean {
  const [first, ...rest] = path
  if (first === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  if (first === '*') return Object.values(value).some((inner) => pointsInto(inner, rest))
  if (!Object.hasOwn(value, first)) return false
  return pointsInto((value as Record<string, unknown>)[first], rest)
}
