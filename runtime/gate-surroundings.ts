/** What gates and signers may ask while they work, of the deploy that runs when they ask: the one that made them is live by then. */
import { invocation, invokeService } from './invoke.ts'
import { newCid } from './message/cid.ts'
import { Failure } from './model/failure.ts'
import { connectionOf } from './outgoings.ts'
import type { Runtime } from './runtime.ts'
import type { GateSurroundings } from './security/kind.ts'

export function gateSurroundingsOf(runtime: Runtime): GateSurroundings {
  return {
    vault(name) {
      const { vault } = connectionOf(runtime.deployed?.outgoings ?? new Map(), name)
      if (vault) return vault
      const words = `The connection "${name}" is no Vault.`
      throw new Failure('OUTGOING_NOT_FOUND', words, { at: { collection: 'connections', name } })
    },
    invoke: (service, message, timeout) =>
      invokeService(runtime, service, message, { channel: invocation, cid: newCid(), timeout }),
    conceal: (texts) => runtime.inspector.redactor.conceal(texts),
  }
}
