/**
 * Which channel serves a request. Matched by how specific a path is (a literal part before a parameter, a parameter before
 * the rest), never by the order of names. A swap is one synchronous step, so no request sees half of it, and costs
 * nothing for the routes that stay: the router is told of new paths only, and a path nobody serves any more is left in it
 * with nobody behind. The first request that meets such an empty place has it swept away.
 */
import makeRouter from 'find-my-way'
import type { RestChannel } from './rest-channel.ts'

export interface Found {
  channel: RestChannel
  /** Decoded. */
  params: Readonly<Record<string, string>>
}

/** Not a path at all (400), or one with a part too long to be compared (414). */
export type Unreadable = 'malformed' | 'too long'

/** Where a path leads in one method's tree. */
interface Place {
  /** What the router calls the parameters. */
  names: readonly string[]
  channel: RestChannel | undefined
}

interface Tree {
  router: ReturnType<typeof makeRouter>
  places: Map<string, Place>
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

// Parts with several parameters are matched by regular expressions that try every split. 2,048 characters keep the worst
// of them in the range of milliseconds.
const longestPart = 2048

// Empty places are cheap, but a person who types a path one letter at a time leaves many.
const mostEmpty = 200

export class Routes {
  /** By shape, then method: those who want it, the first has it. */
  readonly #claims = new Map<string, Map<string, RestChannel[]>>()
  readonly #byName = new Map<string, RestChannel>()
  /** How many channels name a method. */
  readonly #named = new Map<string, number>()
  /** By the method whose channels are in it, and `ANY`. */
  readonly #trees = new Map<string, Tree>()
  /** By the method that is asked for; several may share a tree. */
  readonly #treeOf = new Map<string, Tree | undefined>()

  get size(): number {
    return this.#byName.size
  }

  channels(): IterableIterator<RestChannel> {
    return this.#byName.values()
  }

  /** The channel that has this one's path and method, itself if all is well. */
  holderOf({ path, method }: RestChannel): RestChannel | undefined {
    return this.#claims.get(path.shape)?.get(method)?.[0]
  }

  /** @returns Those that waited for a path and have it now. */
  swap(close: readonly string[], open: readonly RestChannel[]): RestChannel[] {
    const changed = new Map(open.map((channel) => [channel.name, channel]))
    const shapes = new Set<string>()
    const waiting: RestChannel[] = []
    for (const name of close) {
      const channel = this.#byName.get(name)
      if (!channel) continue
      shapes.add(channel.path.shape)
      const next = this.#unclaim(channel, changed.get(name))
      if (next) waiting.push(next)
    }
    for (const channel of open) {
      shapes.add(channel.path.shape)
      this.#claim(channel)
    }
    for (const [method, tree] of this.#trees) {
      for (const shape of shapes) this.#settle(method, tree, shape)
      if (tree.places.size > 2 * this.#claims.size + mostEmpty) this.#sweep()
    }
    return waiting.filter((channel) => this.holderOf(channel) === channel)
  }

  find(method: string, url: string): Found | Unreadable | undefined {
    const tree = this.#treeOf.get(method) ?? this.#growTree(method)
    const found = tree?.router.find('GET', url)
    if (!found) return url.includes('%') && !isDecodable(url) ? 'malformed' : undefined
    const place = found.store as Place | null
    if (!place) return isDecodable(url) ? 'too long' : 'malformed'
    const { channel } = place
    if (!channel) {
      this.#sweep()
      return this.find(method, url)
    }
    const params = found.params as Record<string, string>
    const { names } = channel.path
    return { channel, params: names === place.names ? params : renamed(params, place.names, names) }
  }

  /** Which methods a path answers, for 405 and OPTIONS. Empty: the path is unknown. */
  allowed(url: string): string[] {
    const allowed = methods.filter((method) => typeof this.find(method, url) === 'object')
    if (allowed.length > 0 && !allowed.includes('OPTIONS')) allowed.push('OPTIONS')
    return allowed
  }

  #claim(channel: RestChannel): void {
    const { path, method, name } = channel
    this.#byName.set(name, channel)
    this.#count(method, 1)
    const byMethod = this.#claims.get(path.shape) ?? new Map<string, RestChannel[]>()
    this.#claims.set(path.shape, byMethod)
    const claims = byMethod.get(method)
    if (!claims) byMethod.set(method, [channel])
    else if (!claims.includes(channel)) claims.push(channel)
  }

  /** @returns Who has the path now, when that is somebody else. A channel that only changed keeps its place in the row. */
  #unclaim(channel: RestChannel, changed: RestChannel | undefined): RestChannel | undefined {
    const { path, method, name } = channel
    this.#byName.delete(name)
    this.#count(method, -1)
    const byMethod = this.#claims.get(path.shape)
    const claims = byMethod?.get(method)
    if (!byMethod || !claims) return undefined
    const at = claims.indexOf(channel)
    if (changed?.path.shape === path.shape && changed.method === method) {
      claims[at] = changed
      return undefined
    }
    claims.splice(at, 1)
    if (claims.length === 0) byMethod.delete(method)
    if (byMethod.size === 0) this.#claims.delete(path.shape)
    return at === 0 ? claims[0] : undefined
  }

  #count(method: string, by: number): void {
    const before = this.#named.get(method) ?? 0
    this.#named.set(method, before + by)
    // The first or last of its method: others may share their trees from now on.
    if (before === 0 || before + by === 0) this.#treeOf.clear()
  }

  #sweep(): void {
    this.#trees.clear()
    this.#treeOf.clear()
  }

  /** Made when a method is first asked for. One that no channel names shares the tree of the others. */
  #growTree(method: string): Tree | undefined {
    const key = servedBy(method).find((one) => one === 'ANY' || this.#named.get(one))
    const tree = key === undefined ? undefined : (this.#trees.get(key) ?? this.#makeTree(key))
    if (methods.includes(method)) this.#treeOf.set(method, tree)
    return tree
  }

  #makeTree(key: string): Tree {
    const router = makeRouter({
      maxParamLength: longestPart,
      onBadUrl: nobody,
      onMaxParamLength: nobody,
      // The query is parsed when somebody looks at it.
      querystringParser: () => noQuery,
    })
    const tree: Tree = { router, places: new Map() }
    for (const shape of this.#claims.keys()) this.#settle(key, tree, shape)
    this.#trees.set(key, tree)
    return tree
  }

  #settle(method: string, { router, places }: Tree, shape: string): void {
    const byMethod = this.#claims.get(shape)
    const channel = servedBy(method).flatMap((one) => byMethod?.get(one)?.[0] ?? [])[0]
    const place = places.get(shape)
    if (place) {
      place.channel = channel
      // The same names in another list: then the router's own object of parameters will do.
      const names = channel?.path.names
      if (names?.join() === place.names.join()) place.names = names
    } else if (channel) {
      const { names, takesRest, route } = channel.path
      const place: Place = { names: takesRest ? [...names.slice(0, -1), '*'] : names, channel }
      places.set(shape, place)
      router.on('GET', route, nobody, place)
    }
  }
}

/** Whose channel answers a method, the nearest first. OPTIONS is answered for everybody unless a channel asks for it. */
function servedBy(method: string): readonly string[] {
  if (method === 'TRACE' || method === 'CONNECT') return []
  if (method === 'HEAD') return ['HEAD', 'GET', 'ANY']
  return method === 'OPTIONS' || method === 'ANY' ? [method] : [method, 'ANY']
}

function renamed(
  params: Record<string, string>,
  from: readonly string[],
  to: readonly string[],
): Record<string, string> {
  return Object.fromEntries(to.map((name, index) => [name, params[from[index] ?? ''] ?? '']))
}

function isDecodable(url: string): boolean {
  try {
    decodeURI(url.replace(/[?#].*$/s, ''))
    return true
  } catch {
    return false
  }
}

const noQuery = {}

/** The router wants a function for each route; ours are looked up, never called. */
function nobody(): void {}
