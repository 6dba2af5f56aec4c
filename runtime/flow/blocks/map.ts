/** Message Translator: the expression's result is the new payload. */
import { contentTypes, type Format } from '../../message/format.ts'
import { compileExpression } from '../expression.ts'
import type { MakeBlock } from './block.ts'

export const map: MakeBlock = (config, at) => {
  const format = (config.format ?? 'json') as Format
  const expression = compileExpression(String(config.expression ?? ''), {
    ...at,
    field: 'config.expression',
  })
  return async (message, exchange) => {
    const payload = await expression(message, exchange)
    const contentType = format === 'none' ? 'text/plain; charset=utf-8' : contentTypes[format]
    return [{ port: 'out', message: message.with({ payload, format, contentType }) }]
  }
}
