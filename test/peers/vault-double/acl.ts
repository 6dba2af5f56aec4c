/** Policies of Vault: paths with capabilities, exact, with `+` for one segment and `*` at the end. The most specific decides. */

export type Rules = ReadonlyMap<string, ReadonlySet<string>>

export const defaultPolicy = `
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }
path "sys/internal/ui/resultant-acl" { capabilities = ["read"] }
`

const rule = /path\s+"([^"]*)"\s*\{\s*capabilities\s*=\s*\[([^\]]*)\]\s*\}/g

/** undefined: it does not parse. */
export function parsePolicy(written: string): Rules | undefined {
  const text = written.replace(/#.*$/gm, '')
  if (text.replace(rule, '').trim() !== '') return undefined
  const rules = new Map<string, Set<string>>()
  for (const [, path = '', listed = ''] of text.matchAll(rule)) {
    const names = [...listed.matchAll(/"([a-z]+)"/g)].map(([, name = '']) => name)
    rules.set(path, new Set([...(rules.get(path) ?? []), ...names]))
  }
  return rules
}

/** Sorted; `["deny"]` when there are none. */
export function capabilitiesOn(policies: readonly Rules[], path: string): string[] {
  const merged = new Map<string, Set<string>>()
  for (const rules of policies) {
    for (const [pattern, names] of rules) {
      const before = merged.get(pattern)
      merged.set(pattern, new Set([...(before ?? []), ...names]))
    }
  }
  const matching = [...merged.keys()].filter((pattern) => matches(pattern, path))
  const best = matching.sort(bySpecificity).at(-1)
  const found = best === undefined ? undefined : merged.get(best)
  if (!found || found.size === 0 || found.has('deny')) return ['deny']
  return [...found].sort()
}

/** Does any rule let something be done at this mount or below it? */
export function reachesMount(policies: readonly Rules[], mount: string): boolean {
  return policies.some((rules) =>
    [...rules].some(([pattern, names]) => {
      if (names.has('deny') || names.size === 0) return false
      const fixed = pattern.replace(/[+*].*$/s, '')
      return fixed.startsWith(mount) || (fixed !== pattern && mount.startsWith(fixed))
    }),
  )
}

function matches(pattern: string, path: string): boolean {
  const isOpen = pattern.endsWith('*')
  const parts = (isOpen ? pattern.slice(0, -1) : pattern).split('/')
  const source = parts.map((part) => (part === '+' ? '[^/]+' : escaped(part))).join('/')
  return new RegExp(`^${source}${isOpen ? '.*' : ''}$`, 's').test(path)
}

/** The rules of the manual, in their order; the last is the most specific. */
function bySpecificity(a: string, b: string): number {
  const first = (pattern: string) => {
    const at = pattern.search(/[+*]/)
    return at === -1 ? Number.POSITIVE_INFINITY : at
  }
  const pluses = (pattern: string) => pattern.split('/').filter((part) => part === '+').length
  const order = [
    compare(first(a), first(b)),
    compare(Number(b.endsWith('*')), Number(a.endsWith('*'))),
    compare(pluses(b), pluses(a)),
    compare(a.length, b.length),
  ]
  return order.find((one) => one !== 0) ?? (a < b ? -1 : 1)
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
