/** auth/<mount>/...: user and password, LDAP, AppRole, GitHub; the logins, and what has to be set up before. */
import {
  type Data,
  nothing,
  ok,
  Refusal,
  type Reply,
  type Request,
  seconds,
  text,
  texts,
} from './answers.ts'
import { key, longest, type Method, type State } from './state.ts'
import { given } from './tokens.ts'

const lockAfter = 5
/** Seconds. */
const lockFor = 15 * 60

/** Where a login goes: the mount it is for, its method and the rest of the path; undefined: to none that is enabled. */
export function methodAt(
  state: State,
  { namespace, path }: Request,
): { mount: string; method: Method; rest: string } | undefined {
  for (const [mount, method] of state.space(namespace).methods) {
    const begin = `auth/${mount}`
    if (path.startsWith(begin)) return { mount, method, rest: path.slice(begin.length) }
  }
  return undefined
}

/** undefined: it is no login. */
export function login(state: State, request: Request): Reply | undefined {
  const found = methodAt(state, request)
  if (!found || request.method !== 'POST') return undefined
  const { method, rest, mount } = found
  const { type } = method
  const [, user] = /^login\/([^/]+)$/.exec(rest) ?? []
  if ((type === 'userpass' || type === 'ldap') && user !== undefined) {
    return guarded(state, method, user.toLowerCase(), () =>
      byPassword(state, request, { mount, method, user: user.toLowerCase() }),
    )
  }
  if (rest !== 'login') return undefined
  if (type === 'approle') return byRole(state, request, mount, method)
  return type === 'github' ? byGitHub(state, request, mount, method) : undefined
}

/** Five wrong logins, and for a while there is none. */
function guarded(state: State, method: Method, user: string, run: () => Reply): Reply {
  const now = state.now()
  const wrong = (method.wrong.get(user) ?? []).filter((at) => at > now - lockFor)
  if (wrong.length >= lockAfter) throw new Refusal(403, 'permission denied')
  try {
    const reply = run()
    method.wrong.delete(user)
    return reply
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.reply.status === 400) {
      method.wrong.set(user, [...wrong, now])
    }
    throw refusal
  }
}

interface Who {
  mount: string
  method: Method
  user: string
}

function byPassword(state: State, request: Request, who: Who): Reply {
  const { method, user } = who
  const password = text(request.body.password)
  const known = method.known.get(user)
  if (method.type === 'userpass') {
    if (password === '') throw new Refusal(500, 'missing password')
    if (known?.password !== password) throw new Refusal(400, 'invalid username or password')
    return admitted(state, request, who, known, { username: user })
  }
  if (password === '') {
    throw new Refusal(
      400,
      'password cannot be of zero length when passwordless binds are being denied',
    )
  }
  if (known?.password !== password) {
    throw new Refusal(400, 'ldap operation failed: failed to bind as user')
  }
  return admitted(state, request, who, known, { username: user })
}

function byRole(state: State, request: Request, mount: string, method: Method): Reply {
  const roleId = text(request.body.role_id)
  const secretId = text(request.body.secret_id)
  if (roleId === '') throw new Refusal(400, 'missing role_id')
  if (secretId === '') throw new Refusal(400, 'missing secret_id')
  const [name, role] = [...method.known].find(([, one]) => one.roleId === roleId) ?? []
  const secrets = (role?.secrets ?? {}) as Record<string, Data>
  const secret = Object.hasOwn(secrets, secretId) ? secrets[secretId] : undefined
  if (name === undefined || !role || !secret || Number(secret.ends) <= state.now()) {
    throw new Refusal(400, 'invalid role or secret ID')
  }
  if (Number(secret.uses) > 0 && --(secret.uses as number) === 0) delete secrets[secretId]
  return admitted(state, request, { mount, method, user: name }, role, { role_name: name })
}

function byGitHub(state: State, request: Request, mount: string, method: Method): Reply {
  if (method.known.size === 0) throw new Refusal(500, 'configuration has not been set')
  const known = method.known.get(text(request.body.token))
  if (!known) throw new Refusal(500, 'GET https://api.github.com/user: 401 Bad credentials []')
  if (text(known.org) === '') throw new Refusal(500, 'user is not part of required org')
  const user = text(known.username)
  return admitted(state, request, { mount, method, user }, known, {
    username: user,
    org: text(known.org),
  })
}

function admitted(
  state: State,
  { namespace, path }: Request,
  { mount, user }: Who,
  known: Data,
  meta: Record<string, string>,
): Reply {
  const policies = [...texts(known.token_policies), 'default']
  const token = {
    ...state.newToken(namespace, policies, seconds(known.token_ttl) || longest),
    path,
    meta,
    displayName: `${mount.slice(0, -1)}-${user}`,
    orphan: true,
    explicitMaxTtl: seconds(known.token_max_ttl),
    entity: entityOf(known),
  }
  state.tokens.set(token.id, token)
  return given(state, token)
}

/** One for each user, the same with each login. */
function entityOf(known: Data): string {
  known.entity ??= key()
  return text(known.entity)
}

/** Users and roles, for whoever may. */
export function setUp(state: State, request: Request): Reply {
  const found = methodAt(state, request)
  if (!found)
    throw new Refusal(404, `no handler for route "${request.path}". route entry not found.`)
  const { method, rest } = found
  const [, user] = /^users\/([^/]+)$/.exec(rest) ?? []
  if (user !== undefined) return keep(method, user.toLowerCase(), request)
  const [, role, what] = /^role\/([^/]+)(?:\/(role-id|secret-id))?$/.exec(rest) ?? []
  if (role === undefined) throw new Refusal(404, '1 error occurred:\n\t* unsupported path\n\n')
  if (what === undefined) {
    return keep(method, role, request, { roleId: key(), secrets: {} })
  }
  const known = method.known.get(role)
  if (!known) throw new Refusal(404)
  if (what === 'role-id') return ok({ role_id: known.roleId })
  const id = key()
  const ttl = seconds(known.secret_id_ttl)
  const uses = Number(known.secret_id_num_uses ?? 0)
  const secrets = known.secrets as Record<string, Data>
  secrets[id] = { uses, ends: ttl > 0 ? state.now() + ttl : Number.POSITIVE_INFINITY }
  return ok({
    secret_id: id,
    secret_id_accessor: key(),
    secret_id_ttl: ttl,
    secret_id_num_uses: uses,
  })
}

function keep(
  method: Method,
  name: string,
  { method: verb, body }: Request,
  more: Data = {},
): Reply {
  if (verb === 'DELETE') method.known.delete(name)
  else method.known.set(name, { ...more, ...method.known.get(name), ...body })
  return nothing
}
