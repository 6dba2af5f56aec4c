/** Reading and replacing at a dotted path without touching what was there: every object on the way is copied. */

type Tree = Readonly<Record<string, unknown>>

// A payload comes from outside; these names would reach into the language itself.
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

export function getPath(value: unknown, path: readonly string[]): unknown {
  let current = value
  for (const key of path) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, key))
      return undefined
    current = (current as Tree)[key]
  }
  return current
}

export function setPath<T>(value: T, path: readonly string[], next: unknown): T {
  const [key, ...rest] = path
  if (key === undefined) return next as T
  if (forbidden.has(key)) return value
  const child = setPath(getPath(value, [key]), rest, next)
  if (Array.isArray(value) && /^\d+$/.test(key)) {
    const copy = [...value]
    copy[Number(key)] = child
    return copy as T
  }
  return { ...(isTree(value) ? value : {}), [key]: child } as T
}

export function removePath<T>(value: T, path: readonly string[]): T {
  const [key, ...rest] = path
  if (
    key === undefined ||
    value === null ||
    typeof value !== 'object' ||
    !Object.hasOwn(value, key)
  )
    return value
  if (rest.length > 0) return setPath(value, [key], removePath((value as Tree)[key], rest))
  if (Array.isArray(value)) return value.filter((_, index) => String(index) !== key) as T
  const { [key]: _gone, ...others } = value as Tree
  return others as T
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
