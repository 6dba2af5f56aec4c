/** A node of a Vault connection on a flow: one message, one operation, the message that goes on. */
import { Message } from '../../message/message.ts'
import { Failure } from '../../model/failure.ts'
import { type BoundVaultClient, valuesOf } from './vault-client.ts'

/** What was read or listed goes on as the payload, with headers and properties of the message; else the message does. */
export async function sendVault(
  message: Message,
  call: Readonly<Record<string, unknown>>,
  client: BoundVaultClient,
): Promise<Message> {
  const path = pathIn(call)
  switch (call.operation ?? 'read') {
    case 'read':
      return answer(message, await client.read(path))
    case 'write':
      await client.write(path, valuesOf(message.payload))
      return message
    case 'list':
      return answer(message, await client.list(path))
    case 'delete':
      await client.delete(path)
      return message
    default:
      throw new Failure(
        'OUTGOING_INCOMPLETE',
        `A Vault connection has no operation "${String(call.operation)}".`,
      )
  }
}

/** An expression may give anything. */
function pathIn({ path }: Readonly<Record<string, unknown>>): string {
  if (typeof path === 'string' && path !== '') return path
  const words = `The path of the Vault call gave ${path === undefined ? 'nothing' : JSON.stringify(path)} for this message, not the text of a path.`
  throw new Failure('BAD_REQUEST', words)
}

/** Nothing there is a message with no body. */
function answer({ headers, properties }: Message, payload: unknown): Message {
  if (payload === undefined) return new Message({ raw: Buffer.alloc(0), headers, properties })
  return new Message({
    payload,
    format: 'json',
    contentType: 'application/json',
    headers,
    properties,
  })
}
