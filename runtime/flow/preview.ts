/** Runs one block, saved or not, on one message, with the same code that runs it in a flow. */
import { Message } from '../message/message.ts'
import { blockOf } from '../model/blocks.ts'
import type { PreviewRequest, PreviewResult } from '../model/control.ts'
import { Failure, toFailure } from '../model/failure.ts'
import { withDefaults } from '../model/field.ts'
import { blockKinds } from './blocks/kinds.ts'
import { loadJsonata } from './expression.ts'

const at = { collection: 'flows', name: 'preview' } as const
const origin = { channel: 'preview', cid: 'preview', timeout: 1000 }

export async function previewBlock(
  { type, config }: PreviewRequest,
  message: Message,
): Promise<PreviewResult> {
  await loadJsonata()
  try {
    const definition = blockOf(type)
    if (!definition) throw new Failure('CONTROL_BAD_ARGUMENT', `There is no block "${type}".`)
    const run = blockKinds[type as keyof typeof blockKinds](
      withDefaults(definition.fields, config),
      at,
    )
    const outputs = await run(message, { cid: origin.cid, origin })
    const list = outputs instanceof Message ? [{ port: 'out', message: outputs }] : outputs
    return {
      outputs: list.map(({ port, message: left }) => ({
        port,
        payload: shown(left),
        headers: left.headers,
      })),
    }
  } catch (thrown) {
    return { outputs: [], failure: toFailure(thrown).toData() }
  }
}

/** Bytes are of no use to a preview; their text is. */
function shown(message: Message): unknown {
  const { payload } = message
  return Buffer.isBuffer(payload) ? payload.toString('utf8') : payload
}
