/** Content Enricher and Content Filter: sets, renames and removes fields. Never touches the message that came in. */
import type { Message } from '../../message/message.ts'
import { Failure } from '../../model/failure.ts'
import type { Place } from '../../model/place.ts'
import { compileExpression, type Expression } from '../expression.ts'
import type { MakeBlock } from './block.ts'
import { getPath, removePath, setPath } from './paths.ts'

interface Action {
  verb: 'set' | 'rename' | 'remove'
  path: string[]
  to: string[]
  value: Expression | undefined
}

export const set: MakeBlock = (config, at) => {
  const actions = ((config.actions ?? []) as Record<string, string>[]).map((row, index) =>
    readAction(row, { ...at, field: `config.actions.${index}` }),
  )
  return async (message, exchange) => {
    let current = message
    for (const action of actions) {
      const value = action.value ? await action.value(current, exchange) : undefined
      current = act(current, action, value, at)
    }
    return [{ port: 'out', message: current }]
  }
}

function readAction(row: Record<string, string>, at: Place): Action {
  const verb = (row.verb ?? 'set') as Action['verb']
  return {
    verb,
    path: (row.path ?? '').split('.'),
    to: (row.to ?? '').split('.'),
    value: verb === 'set' ? compileExpression(row.value ?? '', at) : undefined,
  }
}

function act(message: Message, action: Action, value: unknown, at: Place): Message {
  const whole = {
    payload: message.payload,
    headers: message.headers,
    properties: message.properties,
  }
  if ([action.path[0], action.to[0]].includes('payload') && isBytes(whole.payload)) {
    throw new Failure(
      'BLOCK_EXPRESSION_FAILED',
      'The payload has no fields: the message has no data format. Give the channel a data format, or map the payload first.',
      { at },
    )
  }
  let next: typeof whole
  if (action.verb === 'set') next = setPath(whole, action.path, value)
  else if (action.verb === 'remove') next = removePath(whole, action.path)
  else next = setPath(removePath(whole, action.path), action.to, getPath(whole, action.path))
  return message.with({
    ...(next.payload === whole.payload ? {} : { payload: next.payload }),
    headers: texts(next.headers ?? {}),
    properties: next.properties ?? {},
  })
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array
}

function texts(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}
