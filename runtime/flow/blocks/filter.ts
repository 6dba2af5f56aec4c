/** Message Filter: passes what the condition is true for; the others leave by `rejected`, if it is linked. */
import { compileExpression, isTrue } from '../expression.ts'
import type { MakeBlock } from './block.ts'

export const filter: MakeBlock = (config, at) => {
  const condition = compileExpression(String(config.condition ?? ''), {
    ...at,
    field: 'config.condition',
  })
  return async (message, exchange) => {
    const passes = isTrue(await condition(message, exchange))
    return [{ port: passes ? 'out' : 'rejected', message }]
  }
}
