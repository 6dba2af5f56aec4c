/** A node of an FTP connection on a flow: one message, one operation, the message that goes on. */
import { Message } from '../../message/message.ts'
import { Failure } from '../../model/failure.ts'
import { asJson, type BoundFtpClient } from './ftp-client.ts'

/**
 * `call` has the node's fields as the definition lists them, expressions evaluated. What is a question to the server
 * (download, list, exists) goes on as its answer, with the headers and properties of the message that asked; anything
 * else lets the message go on as it came.
 */
export async function sendFtp(
  message: Message,
  call: Readonly<Record<string, unknown>>,
  client: BoundFtpClient,
): Promise<Message> {
  const path = pathIn(call, 'path')
  switch (call.operation ?? 'upload') {
    case 'upload':
      await client.uploadUnless(
        path,
        message.raw,
        call.existing === 'refuse' || call.existing === 'skip' ? call.existing : 'replace',
        call.makeDir !== false,
        message,
      )
      return message
    case 'download':
      return answer(message, new Message({ raw: await client.download(path) }))
    case 'list':
      return answer(message, asJson(await client.list(path)))
    case 'exists':
      return answer(message, asJson(await client.exists(path)))
    case 'rename':
      await client.rename(path, pathIn(call, 'to'))
      return message
    case 'remove':
      await client.remove(path)
      return message
    case 'makeDir':
      await client.makeDir(path)
      return message
    default:
      throw new Failure(
        'OUTGOING_INCOMPLETE',
        `An FTP connection has no operation "${String(call.operation)}".`,
      )
  }
}

/** An expression may give anything, undefined too. */
function pathIn(call: Readonly<Record<string, unknown>>, name: string): string {
  const value = call[name]
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  throw new Failure(
    'BAD_REQUEST',
    `The field ${name} of the FTP call gave ${value === undefined ? 'nothing' : JSON.stringify(value)} for this message, not the text of a path.`,
  )
}

function answer(message: Message, answered: Message): Message {
  return answered.with({ headers: message.headers, properties: message.properties })
}
