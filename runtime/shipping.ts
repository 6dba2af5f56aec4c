/** What a designer sends to a server. Loaded when it does. */
import { packRelease } from './admin/pack.ts'
import { Failure, type FailureCode } from './model/failure.ts'
import type { Problem } from './model/problem.ts'
import type { Destination, ServerState, Shipped, Shipping, Switch } from './model/shipping.ts'
import { toFiles } from './model/text.ts'
import type { Runtime } from './runtime.ts'
import { callServer, type Server, ServerRefusal } from './server/admin-client.ts'
import { releaseFiles } from './server/release-files.ts'

export function shippingOf(runtime: Runtime): Shipping {
  return {
    async serverState(to) {
      const server = serverOf(runtime, to)
      const [status, { previous }] = await Promise.all([
        call(server, 'GET', '/v1/status'),
        call(server, 'GET', '/v1/releases'),
      ])
      const { name, version, ready, release } = status as unknown as ServerState
      const state = { name, version, ready, release }
      return typeof previous === 'string' ? { ...state, previous } : state
    },
    ship: (to) => ship(runtime, serverOf(runtime, to)),
    switchServer: async (to, release) => {
      const path = `/v1/releases/${encodeURIComponent(release)}/activate`
      return switched(await call(serverOf(runtime, to), 'POST', path))
    },
    rollBackServer: async (to) =>
      switched(await call(serverOf(runtime, to), 'POST', '/v1/rollback')),
  }
}

async function ship(runtime: Runtime, server: Server): Promise<Shipped> {
  const { wanted } = runtime.deployed ?? {}
  if (!wanted) throw new Failure('DEPLOY_REFUSED', 'Nothing is deployed here yet. Deploy it first.')
  const files = [...toFiles(wanted)].map(([path, text]) => ({ path, text }))
  const all = await releaseFiles(files, wanted, runtime.options.folder).catch((error: Error) => {
    throw new Failure('SERVICE_NOT_COMPILED', `${error.message} Nothing was sent.`, {
      cause: error,
    })
  })
  const archive = await packRelease(all)
  const { release, problems, changes } = await call(server, 'POST', '/v1/releases', archive)
  return {
    release: (release as { id: string }).id,
    bytes: archive.length,
    problems: problems as Problem[],
    changes: changes as Shipped['changes'],
  }
}

function serverOf({ secrets }: Runtime, { url, secret, ca }: Destination): Server {
  const token = secrets.get(secret)
  if (!token) {
    const words = 'The token of the server has no value. Set it, and try again.'
    throw new Failure('SECRET_MISSING', words, { details: { secret } })
  }
  return { url, token, ca }
}

async function call(
  server: Server,
  method: 'GET' | 'POST',
  path: string,
  body?: Uint8Array,
): Promise<Record<string, unknown>> {
  try {
    return await callServer(server, method, path, body)
  } catch (thrown) {
    if (!(thrown instanceof ServerRefusal)) {
      throw new Failure('OUTGOING_UNREACHABLE', (thrown as Error).message, { cause: thrown })
    }
    const { message, problems, reasons } = thrown
    throw new Failure(codeOf(thrown), message, { details: { problems, reasons } })
  }
}

function codeOf({ status }: ServerRefusal): FailureCode {
  if (status === 401 || status === 429) return 'OUTGOING_LOGIN_FAILED'
  return status === 409 || status === 422 ? 'DEPLOY_REFUSED' : 'OUTGOING_ANSWERED_ERROR'
}

function switched({ release, took }: Record<string, unknown>): Switch {
  return { release: String(release), took: Number(took) }
}
