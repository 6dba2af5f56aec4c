/** Key and value, version 1 and version 2. */
import { type Data, nothing, notThere, ok, Refusal, type Reply, type Request } from './answers.ts'
import { longest, type Mount, type State, type Token, type Version } from './state.ts'

export function mountAt(
  state: State,
  namespace: string,
  path: string,
): { name: string; mount: Mount } | undefined {
  for (const [name, mount] of state.space(namespace).mounts) {
    if (path.startsWith(name)) return { name, mount }
  }
  return undefined
}

export function kv(state: State, caller: Token, request: Request): Reply {
  const { method, path, namespace } = request
  const found = mountAt(state, namespace, path)
  if (!found) {
    state.allow(caller, namespace, path, verbs[method] ?? 'update')
    throw new Refusal(404, `no handler for route "${path}". route entry not found.`)
  }
  const { name, mount } = found
  const rest = path.slice(name.length)
  const capability =
    method === 'POST' ? (isThere(mount, rest) ? 'update' : 'create') : verbs[method]
  state.allow(caller, namespace, path, capability ?? 'update')
  if (method === 'POST' && path.endsWith('/')) {
    throw new Refusal(400, "cannot write to a path ending in '/'")
  }
  return mount.version === 1 ? first(mount, rest, request) : second(state, mount, rest, request)
}

const verbs: Readonly<Record<string, string>> = { GET: 'read', LIST: 'list', DELETE: 'delete' }

function isThere(mount: Mount, rest: string): boolean {
  if (mount.version === 1) return mount.values.has(rest)
  return mount.versions.has(rest.replace(/^[a-z]+\//, ''))
}

function first({ values }: Mount, path: string, { method, body }: Request): Reply {
  if (method === 'LIST') return listed([...values.keys()], path)
  if (method === 'DELETE') {
    values.delete(path)
    return nothing
  }
  if (method === 'POST') {
    if (Object.keys(body).length === 0) throw new Refusal(400, 'missing data fields')
    values.set(path, body)
    return nothing
  }
  const value = values.get(path)
  if (!value) throw notThere()
  const ttl = Number(value.ttl ?? value.lease)
  return ok(value, { lease_duration: ttl > 0 ? ttl : longest })
}

function second(state: State, mount: Mount, rest: string, request: Request): Reply {
  const [, part = '', path = ''] = /^([a-z]+)\/(.*)$/s.exec(rest) ?? []
  const { method } = request
  if (part === 'data') return data(state, mount, path, request)
  if (part === 'metadata') return metadata(mount, path, method)
  if (['delete', 'undelete', 'destroy'].includes(part) && method === 'POST') {
    return mark(mount, part, path, request.body)
  }
  const warnings = [
    'Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use.',
  ]
  return { status: 404, body: { data: null, warnings } }
}

function data(state: State, mount: Mount, path: string, request: Request): Reply {
  const { method, body, query } = request
  const versions = mount.versions.get(path) ?? []
  if (method === 'POST') return write(state, mount, path, body)
  if (method === 'DELETE') {
    const last = versions.at(-1)
    if (last) last.deleted = stamp(state)
    return nothing
  }
  if (method !== 'GET') throw new Refusal(405, '1 error occurred:\n\t* unsupported operation\n\n')
  const asked = Number(query.get('version') ?? 0)
  const number = asked > 0 ? asked : versions.length
  const version = versions[number - 1]
  if (!version) throw notThere()
  const isGone = version.destroyed || version.deleted !== ''
  const reply = ok({ data: isGone ? null : version.data, metadata: about(version, number) })
  return isGone ? { ...reply, status: 404 } : reply
}

function write(state: State, mount: Mount, path: string, body: Data): Reply {
  if (typeof body.data !== 'object' || body.data === null) {
    throw new Refusal(400, 'no data provided')
  }
  const versions = mount.versions.get(path) ?? []
  const { cas } = (body.options ?? {}) as { cas?: number }
  if (cas !== undefined && cas !== versions.length) {
    throw new Refusal(400, 'check-and-set parameter did not match the current version')
  }
  const version = {
    data: body.data as Data,
    created: stamp(state),
    deleted: '',
    destroyed: false,
  }
  versions.push(version)
  mount.versions.set(path, versions)
  return ok(about(version, versions.length))
}

function metadata(mount: Mount, path: string, method: string): Reply {
  if (method === 'LIST') return listed([...mount.versions.keys()], path)
  if (method === 'DELETE') {
    mount.versions.delete(path)
    return nothing
  }
  const versions = mount.versions.get(path)
  if (!versions) throw notThere()
  const told = versions.map((one, index) => {
    const { version: _, custom_metadata: __, ...rest } = about(one, index + 1)
    return [String(index + 1), rest]
  })
  return ok({
    versions: Object.fromEntries(told),
    current_version: versions.length,
    oldest_version: 1,
    created_time: versions[0]?.created,
    updated_time: versions.at(-1)?.created,
    max_versions: 0,
    cas_required: false,
    delete_version_after: '0s',
    custom_metadata: null,
  })
}

function mark(mount: Mount, how: string, path: string, { versions: asked }: Data): Reply {
  if (!Array.isArray(asked) || asked.length === 0) {
    throw new Refusal(
      400,
      how === 'destroy' ? 'no version number provided' : 'No version number provided',
    )
  }
  const versions = mount.versions.get(path) ?? []
  for (const number of asked.map(Number)) {
    const version = versions[number - 1]
    if (!version) continue
    if (how === 'delete') version.deleted = new Date().toISOString()
    else if (how === 'undelete') version.deleted = ''
    else version.destroyed = true
  }
  return nothing
}

function about({ created, deleted, destroyed }: Version, version: number) {
  return {
    version,
    created_time: created,
    deletion_time: deleted,
    destroyed,
    custom_metadata: null,
  }
}

function listed(paths: readonly string[], under: string): Reply {
  const folder = under === '' || under.endsWith('/') ? under : `${under}/`
  const keys = new Set<string>()
  for (const path of paths) {
    if (!path.startsWith(folder)) continue
    const rest = path.slice(folder.length)
    const slash = rest.indexOf('/')
    keys.add(slash === -1 ? rest : rest.slice(0, slash + 1))
  }
  if (keys.size === 0) throw notThere()
  return ok({ keys: [...keys].sort() })
}

function stamp(state: State): string {
  return new Date(state.now() * 1000).toISOString()
}
