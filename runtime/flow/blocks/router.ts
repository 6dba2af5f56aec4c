/** Content-Based Router: the first case that is true, or all of them; none: else. */
import type { RouterCase } from '../../model/blocks.ts'
import { compileExpression, isTrue } from '../expression.ts'
import type { MakeBlock } from './block.ts'

export const router: MakeBlock = (config, at) => {
  const takesAll = config.match === 'all'
  const cases = ((config.cases ?? []) as RouterCase[]).map(({ id, condition }) => ({
    id,
    condition: compileExpression(condition, { ...at, field: `config.cases.${id}` }),
  }))
  return async (message, exchange) => {
    const taken: { port: string; message: typeof message }[] = []
    for (const { id, condition } of cases) {
      if (!isTrue(await condition(message, exchange))) continue
      taken.push({ port: id, message })
      if (!takesAll) break
    }
    return taken.length > 0 ? taken : [{ port: 'else', message }]
  }
}
