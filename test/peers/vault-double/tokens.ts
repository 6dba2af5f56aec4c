/** auth/token/... */
import {
  type Data,
  envelope,
  nothing,
  ok,
  Refusal,
  type Reply,
  type Request,
  seconds,
  text,
  texts,
} from './answers.ts'
import { longest, type State, type Token } from './state.ts'

export function tokens(state: State, caller: Token, request: Request): Reply {
  const { body } = request
  switch (request.path.slice('auth/token/'.length)) {
    case 'create':
      return create(state, caller, request)
    case 'lookup-self':
      return ok(facts(state, caller, caller.id))
    case 'lookup': {
      const id = text(body.token)
      const found = id === '' ? caller : state.find(id)
      if (!found) throw new Refusal(403, 'bad token')
      return ok(facts(state, found, id || caller.id))
    }
    case 'lookup-accessor': {
      const found = state.byAccessor(text(body.accessor))
      if (!found) throw new Refusal(403, 'invalid accessor')
      return ok(facts(state, found, ''))
    }
    case 'renew-self':
      return renew(state, caller, body)
    case 'renew': {
      if (text(body.token) === '') throw new Refusal(400, 'missing token ID')
      const found = state.find(text(body.token))
      if (!found) throw new Refusal(400, 'token not found')
      return renew(state, found, body)
    }
    case 'revoke-self':
      return revoke(state, caller.id)
    case 'revoke':
      if (text(body.token) === '') throw new Refusal(400, 'missing token ID')
      return revoke(state, text(body.token))
    case 'revoke-accessor': {
      const found = state.byAccessor(text(body.accessor))
      if (!found) throw new Refusal(400, 'invalid accessor')
      return revoke(state, found.id)
    }
    default:
      throw new Refusal(404, '1 error occurred:\n\t* unsupported path\n\n')
  }
}

function create(state: State, caller: Token, { body, namespace }: Request): Reply {
  if (caller.numUses > 0) {
    throw new Refusal(400, 'restricted use token cannot generate child tokens')
  }
  const isRoot = caller.policies.includes('root')
  const asked = texts(body.policies)
  const wanted = asked.length > 0 ? asked : caller.policies
  if (!isRoot && wanted.some((name) => name !== 'default' && !caller.policies.includes(name))) {
    throw new Refusal(400, 'child policies must be subset of parent')
  }
  const isPlain = body.no_default_policy === true || wanted.includes('root')
  const policies = isPlain ? wanted : [...wanted, 'default']
  const period = seconds(body.period)
  const ttl = period || seconds(body.ttl) || (wanted.includes('root') ? 0 : longest)
  const token: Token = {
    ...state.newToken(namespace, policies, ttl),
    displayName: body.display_name ? `token-${text(body.display_name)}` : 'token',
    meta: (body.meta as Record<string, string> | undefined) ?? null,
    numUses: Number(body.num_uses ?? 0),
    renewable: body.renewable !== false && body.type !== 'batch',
    explicitMaxTtl: seconds(body.explicit_max_ttl),
    period,
    type: body.type === 'batch' ? 'batch' : 'service',
    orphan: body.no_parent === true,
    parent: body.no_parent === true ? undefined : caller.id,
  }
  if (text(body.id) !== '') token.id = text(body.id)
  state.tokens.set(token.id, token)
  const known = state.space(namespace).policies
  const unknown = token.policies.filter((name) => name !== 'root' && !known.has(name))
  const warnings = unknown.map((name) => `Policy "${name}" does not exist`)
  return given(state, token, warnings)
}

/** What a login, a creation and a renewal answer. */
export function given(state: State, token: Token, warnings: string[] = []): Reply {
  const auth = {
    client_token: token.id,
    accessor: token.accessor,
    policies: token.policies,
    token_policies: token.policies,
    metadata: token.meta,
    lease_duration: token.expires === undefined ? 0 : token.expires - state.now(),
    renewable: token.renewable,
    entity_id: token.entity,
    token_type: token.type,
    orphan: token.orphan,
    mfa_requirement: null,
    num_uses: token.numUses,
  }
  return {
    status: 200,
    body: envelope({ auth, warnings: warnings.length > 0 ? warnings : null }),
  }
}

function facts(state: State, token: Token, id: string): Data {
  const isRoot = token.path === 'auth/token/root'
  return {
    id,
    accessor: token.accessor,
    policies: token.policies,
    path: token.path,
    meta: token.meta,
    display_name: token.displayName,
    num_uses: token.numUses,
    orphan: token.orphan,
    creation_time: token.created,
    creation_ttl: token.creationTtl,
    expire_time: token.expires === undefined ? null : time(token.expires),
    ttl: token.expires === undefined ? 0 : token.expires - state.now(),
    explicit_max_ttl: token.explicitMaxTtl,
    entity_id: token.entity,
    type: token.type,
    ...(isRoot ? {} : { renewable: token.renewable, issue_time: time(token.created) }),
    ...(token.renewed === undefined
      ? {}
      : { last_renewal: time(token.renewed), last_renewal_time: token.renewed }),
    ...(token.period > 0 ? { period: token.period } : {}),
  }
}

function renew(state: State, token: Token, body: Data): Reply {
  if (token.type === 'batch') throw new Refusal(400, 'batch tokens cannot be renewed')
  if (token.path === 'auth/token/root') throw new Refusal(400, 'invalid lease ID')
  if (!token.renewable) throw new Refusal(400, 'lease is not renewable')
  const now = state.now()
  const wanted = token.period || seconds(body.increment) || token.creationTtl
  const end = token.created + (token.explicitMaxTtl || longest)
  const expires = Math.min(now + wanted, end)
  token.expires = expires
  token.renewed = now
  const isCapped = expires < now + wanted
  const words = `TTL of "${wanted}s" exceeded the effective max_ttl of "${expires - now}s"; TTL value is capped accordingly`
  return given(state, token, isCapped ? [words] : [])
}

function revoke(state: State, id: string): Reply {
  if (state.find(id)?.type === 'batch') throw new Refusal(400, 'batch tokens cannot be revoked')
  state.revoke(id)
  return nothing
}

function time(at: number): string {
  return new Date(at * 1000).toISOString()
}
