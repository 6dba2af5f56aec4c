/** sys/...: health, sealing, mounts, policies, capabilities, namespaces. */
import { parsePolicy, reachesMount } from './acl.ts'
import {
  nothing,
  notThere,
  ok,
  okAtTop,
  Refusal,
  type Reply,
  type Request,
  text,
} from './answers.ts'
import { mountAt } from './kv.ts'
import { newMount, newSpace, type State, type Token } from './state.ts'

/** What is answered without a token, sealed or not. undefined: not one of these. */
export function open(
  state: State,
  { method, path, query, body, namespace }: Request,
): Reply | undefined {
  const known = ['sys/health', 'sys/seal-status', 'sys/init', 'sys/unseal', 'sys/leader']
  if (!known.includes(path)) return undefined
  if (namespace !== '') throw new Refusal(400, 'operation only available in root namespace')
  switch (path) {
    case 'sys/health':
      if (method !== 'GET' && method !== 'HEAD') throw new Refusal(405)
      return health(state, query)
    case 'sys/seal-status':
      if (method !== 'GET') throw new Refusal(405)
      return { status: 200, body: sealStatus(state) }
    case 'sys/init':
      if (method === 'GET') return { status: 200, body: { initialized: state.isInitialized } }
      throw new Refusal(400, 'Vault is already initialized')
    case 'sys/unseal':
      return unseal(state, body)
    default:
      return {
        status: 200,
        body: { ha_enabled: false, is_self: !state.isStandby, leader_address: '' },
      }
  }
}

function health(state: State, query: URLSearchParams): Reply {
  const { isInitialized, isSealed, isStandby, edition } = state
  const code = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise)
  const standby = query.has('standbyok') ? code('activecode', 200) : code('standbycode', 429)
  const status = !isInitialized
    ? code('uninitcode', 501)
    : isSealed
      ? code('sealedcode', 503)
      : isStandby
        ? standby
        : code('activecode', 200)
  const body = {
    initialized: isInitialized,
    sealed: isSealed,
    standby: isSealed || isStandby,
    replication_performance_mode: isSealed ? 'unknown' : 'disabled',
    replication_dr_mode: isSealed ? 'unknown' : 'disabled',
    server_time_utc: state.now(),
    version: edition === 'vault' ? '1.18.0' : '2.6.2',
    ...(edition === 'vault' ? { performance_standby: false, enterprise: false } : {}),
    ...(isSealed ? {} : { cluster_name: 'double', cluster_id: 'd0b1e' }),
  }
  return { status, body }
}

function sealStatus(state: State) {
  return {
    type: 'shamir',
    initialized: state.isInitialized,
    sealed: state.isSealed,
    t: 2,
    n: 2,
    progress: state.shown.size,
    nonce: state.shown.size > 0 ? 'n0nce' : '',
    version: '1.18.0',
    migration: false,
    recovery_seal: false,
    storage_type: 'inmem',
  }
}

function unseal(state: State, { key, reset }: Request['body']): Reply {
  if (reset === true) {
    if (!state.isSealed) throw new Refusal(400, 'vault is unsealed')
    state.shown.clear()
    return { status: 200, body: sealStatus(state) }
  }
  if (typeof key !== 'string') {
    const words = "'key' must be specified in request body as JSON, or 'reset' set to true"
    throw new Refusal(400, words)
  }
  if (!/^(?:[0-9a-f]{2})+$/i.test(key)) {
    throw new Refusal(400, "'key' must be a valid hex or base64 string")
  }
  if (state.isSealed) state.shown.add(key)
  if (state.shown.size === state.unsealKeys.length) {
    const isRight = state.unsealKeys.every((one) => state.shown.has(one))
    state.shown.clear()
    if (!isRight) throw new Refusal(400, 'failed to decrypt keys from storage')
    state.isSealed = false
  }
  return { status: 200, body: sealStatus(state) }
}

/** With a token, and allowed. */
export function sys(state: State, caller: Token, request: Request): Reply {
  const { method, path, body, namespace } = request
  const [, part = '', rest = ''] = /^sys\/([^/]+)\/?(.*)$/s.exec(path) ?? []
  const space = state.space(namespace)
  switch (part) {
    case 'capabilities-self':
      return capabilities(state, caller, request)
    case 'capabilities': {
      if (text(body.token) === '') throw new Refusal(500, 'no token found')
      const found = state.find(text(body.token))
      if (!found) throw new Refusal(400, '1 error occurred:\n\t* invalid token\n\n')
      return capabilities(state, found, request)
    }
    case 'seal':
      state.isSealed = true
      return nothing
    case 'mounts': {
      const name = withSlash(rest)
      if (method === 'DELETE') {
        space.mounts.delete(name)
        return nothing
      }
      if (space.mounts.has(name)) throw new Refusal(400, `path is already in use at ${name}`)
      const { version } = (body.options ?? {}) as { version?: string }
      space.mounts.set(name, newMount(body.type === 'kv-v2' || version === '2' ? 2 : 1))
      return nothing
    }
    case 'auth': {
      const name = withSlash(rest)
      if (method === 'DELETE') {
        space.methods.delete(name)
        return nothing
      }
      if (space.methods.has(name)) throw new Refusal(400, `path is already in use at ${name}`)
      space.methods.set(name, { type: text(body.type), known: new Map(), wrong: new Map() })
      return nothing
    }
    case 'policies':
      return policies(state, request, rest.replace(/^acl\/?/, ''))
    case 'namespaces':
      return namespaces(state, request, withSlash(rest))
    default:
      throw new Refusal(404, '1 error occurred:\n\t* unsupported path\n\n')
  }
}

/** Which kind of mount is there: asked with any token that reaches into it. */
export function mountFacts(state: State, caller: Token, { path, namespace }: Request): Reply {
  const asked = path.slice('sys/internal/ui/mounts/'.length)
  const found = mountAt(state, namespace, `${asked}/`)
  const isRoot = caller.policies.includes('root')
  const name = state.seenFrom(caller, namespace) + (found?.name ?? '')
  if (!found || (!isRoot && !reachesMount(state.rulesOf(caller), name))) {
    const words = `preflight capability check returned 403, please ensure client's policies grant access to path "${asked}/"`
    throw new Refusal(403, words)
  }
  const options = { version: String(found.mount.version) }
  return ok({ type: 'kv', path: found.name, options, description: '', config: {} })
}

function capabilities(state: State, token: Token, { body, namespace }: Request): Reply {
  const asked = [body.paths ?? body.path ?? []].flat().map(String)
  if (asked.length === 0) throw new Refusal(400, 'paths must be supplied')
  const found = asked.map((path) => [path, state.capabilities(token, namespace, path)] as const)
  const [only] = found
  const single = found.length === 1 && only ? { capabilities: only[1] } : {}
  return okAtTop({ ...Object.fromEntries(found), ...single })
}

function policies(state: State, { method, body, namespace }: Request, name: string): Reply {
  const { policies: known } = state.space(namespace)
  if (name === '') return ok({ keys: [...known.keys(), 'root'].sort() })
  if (method === 'GET') {
    const found = known.get(name)
    if (!found) throw notThere()
    return ok({ name, policy: found.text })
  }
  if (name === 'root') {
    const what = method === 'DELETE' ? 'delete' : 'update'
    throw new Refusal(400, `cannot ${what} "root" policy`)
  }
  if (method === 'DELETE') {
    if (name === 'default') throw new Refusal(400, 'cannot delete default policy')
    known.delete(name)
    return nothing
  }
  const written = text(body.policy)
  if (written === '') throw new Refusal(400, "'policy' parameter not supplied or empty")
  const rules = parsePolicy(written)
  if (!rules) throw new Refusal(400, 'failed to parse policy: it is not what HCL is')
  known.set(name.toLowerCase(), { text: written, rules })
  return nothing
}

function namespaces(state: State, { method, namespace }: Request, name: string): Reply {
  if (state.edition === 'vault')
    throw new Refusal(404, '1 error occurred:\n\t* unsupported path\n\n')
  const path = namespace + name
  if (method === 'DELETE') {
    state.spaces.delete(path)
    return nothing
  }
  if (method === 'POST' && !state.spaces.has(path)) state.spaces.set(path, newSpace())
  if (!state.spaces.has(path)) throw notThere()
  return ok({ uuid: path, path, id: path, tainted: false, locked: false, custom_metadata: {} })
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}
