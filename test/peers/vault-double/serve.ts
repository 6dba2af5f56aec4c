/** From a request over a socket to the part of the server that answers it. */
import { Refusal, type Reply, type Request } from './answers.ts'
import { kv } from './kv.ts'
import { login, setUp } from './logins.ts'
import type { State } from './state.ts'
import { mountFacts, open, sys } from './sys.ts'
import { tokens } from './tokens.ts'

export function answer(state: State, request: Request): Reply {
  try {
    return find(state, request)
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.reply
    throw thrown
  }
}

const supported = ['GET', 'POST', 'DELETE', 'LIST', 'HEAD']

function find(state: State, request: Request): Reply {
  const { path, method, namespace } = request
  if (!supported.includes(method)) throw new Refusal(405)
  const early = open(state, request)
  if (early) return early
  if (!state.isInitialized || state.isSealed) throw new Refusal(503, 'Vault is sealed')
  if (path.split('/').includes('..')) throw new Refusal(400, 'relative paths not supported')
  state.space(namespace)
  const given = login(state, request)
  if (given) return given
  const caller = state.caller(request.token, namespace)
  if (path.startsWith('sys/internal/ui/mounts/')) return mountFacts(state, caller, request)
  if (path.startsWith('sys/') || path.startsWith('auth/')) {
    state.allow(caller, namespace, path, capabilityFor(request))
  }
  if (path.startsWith('auth/token/')) return tokens(state, caller, request)
  if (path.startsWith('sys/')) return sys(state, caller, request)
  if (path.startsWith('auth/')) return setUp(state, request)
  return kv(state, caller, request)
}

const verbs: Readonly<Record<string, string>> = { GET: 'read', LIST: 'list', DELETE: 'delete' }

function capabilityFor({ method, path }: Request): string {
  // The default policy grants it as `read`, and the server takes both verbs for it.
  if (path === 'auth/token/lookup-self') return 'read'
  return verbs[method] ?? 'update'
}
